package org.taskvectors.checkpoint.open;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.file.Failure;

/// A format of documents that describe a checkpoint which is computed from others, as a recipe of a
/// merge does: it holds no weights, and opens as a checkpoint all the same. What knows how to
/// compute lies above this room, and is found by [java.util.ServiceLoader]. An implementation has a
/// public constructor without parameters, and keeps no state.
public interface ComputedFormat {
    /// Returns its name for people, as within a sentence: `recipes`.
    String label();

    /// Returns the endings of its files' names, with the dot, in lower case.
    List<String> endings();

    /// Returns the version of what documents mean in numbers: it is raised where the same document
    /// may give other numbers than before, so that nothing that was measured before is believed.
    int rules();

    /// Reads the document alone and returns what it describes, for people: `recipe: TIES of 2
    /// models on base`.
    ///
    /// @throws Failure if it is no document of this format, or a damaged one
    String recognise(Path path) throws Failure;

    /// Returns the files and folders of the checkpoints that it is computed from, those that give
    /// the result its shape first. Only documents are read.
    ///
    /// @throws Failure if the document cannot be read, or if one of them is not there or may not be
    ///   opened
    List<Path> sources(Path path, OpenOptions said) throws Failure;

    /// Returns the names of models on a hub that it is computed from, as [Reach#named] has them,
    /// whether or not they may be asked for; documents that it names are looked into. Only
    /// documents of this machine are read, and nothing is asked of any network.
    ///
    /// @throws Failure if the document cannot be read, or names what may not be opened
    List<String> namedOnHub(Path path, OpenOptions said) throws Failure;

    /// Opens it: headers only. What has to be measured is measured when the first block is asked
    /// for. Closing the result closes what it is computed from.
    ///
    /// @throws Failure if it cannot be computed
    Checkpoint open(Path path, OpenOptions said) throws Failure;
}
