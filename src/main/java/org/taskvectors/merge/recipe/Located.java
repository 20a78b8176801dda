package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.Optional;

/// What a model's name in a recipe stands for.
public sealed interface Located {
    /// Something on this machine, which is there.
    record Local(Path path) implements Located {}

    /// A model on the hub, `organisation/name`; whether it is on this machine too is for its
    /// library to say.
    ///
    /// @param revision a branch, tag or commit
    /// @param besides a folder of that name beside the recipe, which mergekit would take instead;
    ///   empty if there is none
    record Hub(String organisation, String name, Optional<String> revision, Optional<Path> besides)
            implements Located {
        /// Returns `organisation/name`.
        public String id() {
            return organisation + "/" + name;
        }
    }
}
