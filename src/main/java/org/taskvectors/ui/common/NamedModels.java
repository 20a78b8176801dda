package org.taskvectors.ui.common;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.file.Failure;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.merge.recipe.RecipeProblem;

/// The models on a hub that recipes name, as this window knows them. Called off the window's
/// thread.
public interface NamedModels {
    /// Returns where models are read that lie whole in the hub's cache, or that a person has asked
    /// for in this window. The others are left out; nothing is asked of any network.
    ///
    /// @param names without `hf:` before them
    /// @throws Failure if a name is none
    Map<String, Path> known(Collection<String> names) throws IOException;

    /// Lets the hub be asked for models from now on.
    ///
    /// @param names without `hf:` before them
    /// @throws Failure if a name is none
    void ask(Collection<String> names) throws IOException;

    /// Where the models are read that a person has asked for in this window.
    Collection<Path> asked();

    /// Returns what may be named, with those of these models that are known.
    ///
    /// @throws Failure as [#known] does
    default Reach reach(Collection<String> names, Reach said) throws IOException {
        return new Reach(List.of(), known(names)).and(said);
    }

    /// Whether asking the hub would help after a failure: a recipe names a model on a hub that
    /// nobody has asked for, or a saved document does and it rests.
    static boolean helpsAfter(Throwable failure) {
        return failure instanceof Failure of
                && (of.problem() == RecipeProblem.NOT_ASKED || of.problem() == HubProblem.RESTING);
    }
}
