"""What no schema can say of a criteria set, subject by subject."""
