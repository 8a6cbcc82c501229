"""Other engines over the same leaves: what they can express, how fast they are, and what they get wrong."""
