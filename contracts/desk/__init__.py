"""The agents' desk as service owners write it down: queues, wrap-up codes, canned replies."""
