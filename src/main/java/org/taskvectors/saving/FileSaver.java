package org.taskvectors.saving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.CancelledException;

/// Saves a checkpoint as one file of weights.
final class FileSaver {
    private final Target.SingleFile target;
    private final Map<String, String> metadata;

    FileSaver(Target.SingleFile target, Map<String, String> metadata) {
        this.target = target;
        this.metadata = metadata;
    }

    SaveResult save(Saver.Run run) throws IOException, CancelledException {
        Checkpoint model = run.model();
        checkPlace(model);
        WeightsLayout layout = target.format().layout(model.tensors(), metadata);
        AtomicFile.requireSpace(
                target.path(),
                target.path(),
                layout.fileSize(),
                "the file of weights",
                "Free some space, choose another place, or a narrower dtype");
        try (WeightsWriter writer = WeightsWriter.begin(target.path(), layout)) {
            long notFinite = run.write(writer);
            writer.finish(metadata);
            run.cancellation().check();
            run.inputs().requireUnwritten();
            writer.commit();
            return SaveResult.of(
                    target,
                    List.of(String.valueOf(target.path().getFileName())),
                    List.of(),
                    model,
                    layout.fileSize(),
                    SaveResult.notFinite(notFinite));
        }
    }

    private void checkPlace(Checkpoint model) throws IOException {
        Path path = target.path();
        if (!Files.exists(path)) {
            return;
        }
        List<Path> inputs = new ArrayList<>(model.about().weightFiles());
        Path real = path.toRealPath();
        for (Path input : inputs) {
            if (real.equals(input.toRealPath())) {
                throw Failure.of(
                        SaveProblem.OUTPUT_IS_INPUT,
                        path,
                        "this file is being read",
                        "Choose another name");
            }
        }
        if (!target.overwrite()) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    path,
                    "there is a file of this name already",
                    "Choose another name, or say that it may be replaced (--force)");
        }
    }
}
