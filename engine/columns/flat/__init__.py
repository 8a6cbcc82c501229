"""The flat form of programs: pure integer statements that every way of running columns starts from."""
