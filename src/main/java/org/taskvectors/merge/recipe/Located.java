package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.Optional;

/// What a model's name in a recipe stands for.
public sealed interface Located {
    /// Something on this machine, which is there, or a model on a hub that may be asked for.
    record Local(Path path) implements Located {}

    /// A model on a hub that nobody has allowed to ask for.
    ///
    /// @param id `organisation/name`, or with `@` and a branch, tag or commit behind it
    /// @param besides a folder of that name beside the recipe, which mergekit would take instead;
    ///   empty if there is none
    record Hub(String id, Optional<Path> besides) implements Located {}
}
