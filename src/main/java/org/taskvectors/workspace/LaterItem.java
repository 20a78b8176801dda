package org.taskvectors.workspace;

/// An item of a kind that a newer version of the program made: nothing can be done with it here,
/// and it is written back as it was read.
///
/// @param kind what the newer version calls its kind; empty where it says none
/// @param json the item as it stood in the saved workspace
public record LaterItem(String id, String name, String kind, String json) implements Item {}
