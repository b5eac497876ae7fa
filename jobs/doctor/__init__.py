"""The doctor: a table of checks that compare ledger and shop both ways, each fault said in one sentence."""
