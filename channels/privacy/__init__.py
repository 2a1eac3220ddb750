"""What citizens may do with what is kept of their conversation: note a receipt, take it along, have it erased."""
