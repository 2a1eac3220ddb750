"""What the gateway measures of itself and reads for whoever watches over the platform; nothing depends on it."""
