"""What happens in a conversation, without any input or output: state and input in, new state and commands out."""
