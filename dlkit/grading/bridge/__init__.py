"""Using objects that live in another process, tensors with their gradients among them."""
