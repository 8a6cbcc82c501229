"""What is made of scores: hashes, ranking, receipts."""
