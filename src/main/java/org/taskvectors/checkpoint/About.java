package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything about a checkpoint but its tensors: the facts that its card shows and the files that
/// travel with it. It is one value, which a checkpoint that wraps another one hands on whole and
/// changes only where its own facts differ.
///
/// @param name a short name for people: the folder's or the file's, without its path
/// @param path the file or folder that was opened; empty for a computed checkpoint
/// @param format the recognised format: `safetensors file`, `Hugging Face folder`
/// @param files how many weight files there are; 0 for a computed checkpoint
/// @param bytesOnDisk bytes of these files
/// @param weightFiles the paths of the weight files that are read; a computed checkpoint has the
///   files of all checkpoints that it is computed from
/// @param metadata string-to-string metadata as the source has it (`__metadata__` of safetensors)
/// @param config the model's configuration; empty if neither the folder nor the file holds one
/// @param companions files that belong to the model and are carried along (tokenizer,
///   configuration), by their names within `companionFolder`
/// @param companionFolder the folder of the companions; empty if there is none
/// @param notes observations that are no errors: a stale `total_size`, files that were left aside
/// @param said the options that a person gave when opening it, as far as they affect the numbers
/// @param dictionaries the dictionaries of tensors in its file; empty if there is no choice
/// @param adapter facts about an adapter; empty for anything else
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

    /// Describes a checkpoint that is computed from others and does not lie on disk.
    ///
    /// @param weightFiles the files of all checkpoints that it is computed from
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

    /// Returns a copy with more notes after its own.
    public About withMoreNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return with(name, format, all, said, adapter);
    }

    /// Returns a copy with another name and format, for an adapter.
    public About as(
            String newName, String newFormat, OpenOptions newSaid, Optional<AdapterAbout> facts) {
        return with(newName, newFormat, notes, newSaid, facts);
    }

    /// Returns a copy with the configuration, companions and metadata of `model`.
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

    /// Returns a copy that is described by a document: its name, format and path, and what a person
    /// said of it. The document is one of the weight files, and the only file that it is.
    public About described(
            Path document, String newName, String newFormat, long bytes, OpenOptions newSaid) {
        List<Path> all = new ArrayList<>(weightFiles);
        all.add(document);
        return new About(
                newName,
                Optional.of(document),
                newFormat,
                1,
                bytes,
                all,
                metadata,
                config,
                companions,
                companionFolder,
                notes,
                newSaid,
                dictionaries,
                adapter);
    }

    /// Returns a copy with these companions.
    public About withCompanions(List<String> names) {
        return with(config, names);
    }

    /// Returns a copy with another configuration.
    public About withConfig(Optional<ModelConfig> newConfig) {
        return with(newConfig, companions);
    }

    private About with(Optional<ModelConfig> newConfig, List<String> newCompanions) {
        return new About(
                name,
                path,
                format,
                files,
                bytesOnDisk,
                weightFiles,
                metadata,
                newConfig,
                newCompanions,
                companionFolder,
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
