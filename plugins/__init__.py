"""The bundled criteria sets, one folder each; a package, so that no other folder of this name shadows it."""
