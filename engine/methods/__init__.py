"""The closed catalogue of scoring methods, the condition language, and the compiler that asks them."""
