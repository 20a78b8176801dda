package org.taskvectors.parts;

/// Something that was asked of a work, which is the same for all of its parts.
///
/// @param name what it is: `dtype`, `the base`
/// @param value what was asked, or what tells an input from all others
public record Asked(String name, String value) {}
