"""Whether everything that says a date says the ledger's: each place is asked, and nothing is changed."""
