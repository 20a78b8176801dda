package org.taskvectors.workspace.instance;

import java.nio.file.Path;
import java.util.List;

/// A process that wants a workspace file for itself, and says what became of that.
final class Claiming {
    private Claiming() {}

    /// @param arguments the workspace, the folder of addresses, and a path to hand over
    public static void main(String[] arguments) {
        HandOver asked = new HandOver(List.of(Path.of(arguments[2])), true);
        Claim claim = Instance.claim(Path.of(arguments[0]), Path.of(arguments[1]), asked);
        System.out.println(claim.getClass().getSimpleName());
    }
}
