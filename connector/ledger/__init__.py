"""The only SQL: tables, locks, inbox, tasks, and a file for each thing kept."""
