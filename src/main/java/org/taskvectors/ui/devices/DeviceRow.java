package org.taskvectors.ui.devices;

import org.taskvectors.accelerator.DeviceChoice;

/// One answer to the question where jobs run.
///
/// @param choice the answer
/// @param name `GPU 0 · NVIDIA H200`
/// @param remark what it means, or why it cannot be chosen
/// @param isUsable whether it can be chosen
public record DeviceRow(DeviceChoice choice, String name, String remark, boolean isUsable) {}
