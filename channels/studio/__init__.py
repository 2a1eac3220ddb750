"""The studio's side of the gateway: editing the content, reviewing it and bringing it to citizens."""
