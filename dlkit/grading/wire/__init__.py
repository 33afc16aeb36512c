"""What crosses between processes, as bytes: values, errors, random states, and the socket that carries them."""
