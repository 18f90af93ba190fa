"""Reading a motion's text: rules over its structure, one module for each kind of fact."""
