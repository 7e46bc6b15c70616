// RE2 is C++: CRE2 includes its header and gives it a C face. This names the library for pkg-config.
