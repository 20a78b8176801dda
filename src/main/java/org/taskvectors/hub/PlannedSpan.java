package org.taskvectors.hub;

/// A part of a file that will be read.
///
/// @param end the position behind its last byte
record PlannedSpan(HubFile file, long from, long end) {}
