"""What is owed, done: one function drains the tasks; a module for each kind of work."""
