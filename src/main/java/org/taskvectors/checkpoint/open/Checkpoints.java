package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.file.Failure;

/// Opens files and folders as a [Checkpoint] in any format of [Formats#ALL].
public final class Checkpoints {
    private static final CheckpointOpener OPENER = new CheckpointOpener(Formats.ALL);

    private Checkpoints() {}

    /// As [CheckpointOpener#recognise] does.
    public static Recognition recognise(Path path) {
        return OPENER.recognise(path);
    }

    /// As [CheckpointOpener#weightFiles] does.
    ///
    /// @throws Failure if there is nothing to open, or if an index names a file that is absent
    public static List<Path> weightFiles(Path path) throws Failure {
        return OPENER.weightFiles(path);
    }

    /// As [CheckpointOpener#weightFiles(Path, OpenOptions)] does.
    ///
    /// @throws Failure if there is nothing to open, or if an index names a file that is absent
    public static List<Path> weightFiles(Path path, OpenOptions said) throws Failure {
        return OPENER.weightFiles(path, said);
    }

    /// Opens a weights file, a Hugging Face folder, or the index or config.json in one. Only
    /// headers are read.
    ///
    /// @throws Failure that names the file, what is wrong with it and what to do
    public static Checkpoint open(Path path) throws Failure {
        return OPENER.open(path, OpenOptions.NONE);
    }

    /// Opens the same with options that a person gives.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint open(Path path, OpenOptions said) throws Failure {
        return OPENER.open(path, said);
    }

    /// Reads the vocabulary that the weights bring along, from the first of `files` that has one.
    ///
    /// @param files the weight files of a checkpoint, as [org.taskvectors.checkpoint.About] has
    ///   them
    /// @throws Failure if the first of them cannot be opened, or if its vocabulary is damaged
    public static Optional<Vocabulary> vocabulary(List<Path> files) throws Failure {
        return OPENER.vocabulary(files);
    }

    /// As [CheckpointOpener#within] does.
    public static List<Path> within(Path folder) {
        return OPENER.within(folder);
    }

    /// Opens files and folders as they are stored: the elements of quantised tensors and the
    /// factors of adapters, not the numbers that they stand for.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint openAsStored(Path path) throws Failure {
        return OPENER.openAsStored(path, OpenOptions.NONE);
    }

    /// Opens the same with options that a person gives.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint openAsStored(Path path, OpenOptions said) throws Failure {
        return OPENER.openAsStored(path, said);
    }

    /// As [CheckpointOpener#openPart] does.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint openPart(Path path) throws Failure {
        return OPENER.openPart(path);
    }

    /// Opens several files as one checkpoint, as [CheckpointOpener#open(List)] does.
    ///
    /// @throws Failure as [#open(Path)] does, and if two of the files hold a tensor of one name
    public static Checkpoint open(List<Path> paths) throws Failure {
        return OPENER.open(paths);
    }
}
