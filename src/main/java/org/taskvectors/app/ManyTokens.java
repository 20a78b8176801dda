package org.taskvectors.app;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.device.torch.TorchBatch;
import org.taskvectors.inference.Batch;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// Chooses what reads many tokens at once: libtorch, from the folder that the build lays beside the
/// program's jars, or unpacked into the data folder where the program runs from an IDE.
final class ManyTokens {
    private ManyTokens() {}

    static Batch ofSystem(DataFolder data) {
        String home = System.getProperty(Sample.HOME, "");
        return new TorchBatch(
                List.of(Path.of(home).resolve(TorchBatch.FOLDER)),
                data.root().resolve(TorchBatch.FOLDER));
    }
}
