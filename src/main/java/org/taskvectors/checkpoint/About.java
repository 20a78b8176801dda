package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything about a checkpoint that is no tensor: what its card shows and what travels with it.
/// One value, which a checkpoint that wraps another one hands on whole, changed where it knows
/// better.
///
/// @param name a short name for people: the folder's or the file's, without its path
/// @param path the file or folder that was opened; empty for what exists only as a computation
/// @param format what the bytes turned out to be: `safetensors file`, `Hugging Face folder`
/// @param files how many weight files there are; 0 for what exists only as a computation
/// @param bytesOnDisk bytes of these files
/// @param weightFiles where the weight files lie that are read; what is computed from other
///   checkpoints has the files of all of them
/// @param metadata string-to-string metadata as the source has it (`__metadata__` of safetensors)
/// @param config the model's configuration where a Hugging Face folder surrounds the weights, or
///   the file itself holds one
/// @param companions files that belong to the model and are carried along (tokenizer,
///   configuration), by their names within `companionFolder`
/// @param companionFolder the folder that the companions lie in; empty where there is none
/// @param notes what the reader noticed and is no error: a stale `total_size`, files that were left
///   aside
/// @param said what a person said besides when it was opened, as far as it has a part in what is
///   read
/// @param dictionaries the dictionaries with tensors of its file, where a person may choose one
/// @param adapter what an adapter's files say of it; empty for anything else
public record About(
        String name,
        Optional<Path> path,
        String format,
        int files,
        long bytesOnDisk,
        List<Path> weightFiles,
        Map<String, String> metadata,
        Optional<ModelConfig> config,
        List<String> companions,
        Optional<Path> companionFolder,
        List<String> notes,
        OpenOptions said,
        Optional<Dictionaries> dictionaries,
        Optional<AdapterAbout> adapter) {
    public About {
        weightFiles = List.copyOf(weightFiles);
        metadata = Map.copyOf(metadata);
        companions = List.copyOf(companions);
        notes = List.copyOf(notes);
    }

    /// What exists only as a computation from other checkpoints: nothing of it lies on disk.
    ///
    /// @param weightFiles the files of all that it is computed from
    public static About computed(String name, String format, List<Path> weightFiles) {
        return new About(
                name,
                Optional.empty(),
                format,
                0,
                0,
                weightFiles,
                Map.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                OpenOptions.NONE,
                Optional.empty(),
                Optional.empty());
    }

    /// The same with more notes behind its own.
    public About withMoreNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return with(name, format, all, said, adapter);
    }

    /// The same under another name and format, as an adapter is.
    public About as(
            String newName, String newFormat, OpenOptions newSaid, Optional<AdapterAbout> facts) {
        return with(newName, newFormat, notes, newSaid, facts);
    }

    /// The same with what a model has besides its weights: its configuration, the files around it
    /// and its metadata.
    public About withModel(About model) {
        return new About(
                name,
                path,
                format,
                files,
                bytesOnDisk,
                weightFiles,
                model.metadata,
                model.config,
                model.companions,
                model.companionFolder,
                notes,
                said,
                dictionaries,
                adapter);
    }

    private About with(
            String newName,
            String newFormat,
            List<String> newNotes,
            OpenOptions newSaid,
            Optional<AdapterAbout> newAdapter) {
        return new About(
                newName,
                path,
                newFormat,
                files,
                bytesOnDisk,
                weightFiles,
                metadata,
                config,
                companions,
                companionFolder,
                newNotes,
                newSaid,
                dictionaries,
                newAdapter);
    }
}
