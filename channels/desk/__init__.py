"""The agents' desk: which queue takes a ticket, what each agent sees, what agents do, and what happens by itself."""
