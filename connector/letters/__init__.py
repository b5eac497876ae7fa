"""What is said to buyers and suppliers, in each language."""
