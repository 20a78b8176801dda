package org.taskvectors.hub.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Removal;

/// Whether this program may ask anything of any network. It is kept as a file, which every window
/// and command of the person looks at each time, so that a switch in one is obeyed in all.
///
/// @param file is there while nothing may be asked
public record OfflineSwitch(Path file) {
    private static final String TEXT =
            "While this file is here, nothing is asked of any network.\n";

    /// Whether nothing may be asked.
    public boolean isOn() {
        return Files.exists(file);
    }

    /// Turns it on or off.
    ///
    /// @throws Failure if the file cannot be written or removed
    public void turn(boolean on) throws Failure {
        if (on) {
            AtomicFile.write(file, TEXT.getBytes(StandardCharsets.UTF_8));
        } else {
            Removal.folder(file);
        }
    }
}
