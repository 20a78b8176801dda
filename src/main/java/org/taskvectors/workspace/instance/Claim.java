package org.taskvectors.workspace.instance;

import org.taskvectors.file.Failure;

/// What became of a start that wants a workspace file for itself.
public sealed interface Claim {
    /// The file is this process's.
    ///
    /// @param instance holds it until it is closed
    record Ours(Instance instance) implements Claim {}

    /// Another window has it, came to the front and took what was asked.
    record HandedOver() implements Claim {}

    /// Another process has it, or this user may not write it.
    ///
    /// @param why a sentence for the person, with what to do
    record Elsewhere(Failure why) implements Claim {}
}
