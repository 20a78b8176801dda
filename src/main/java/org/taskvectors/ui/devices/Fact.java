package org.taskvectors.ui.devices;

/// Something that was found on this machine.
///
/// @param name `Driver`
/// @param value `NVIDIA 570.86.15`
/// @param tone `plain`, `mono` for a path, `good` or `bad`: a style class
public record Fact(String name, String value, String tone) {}
