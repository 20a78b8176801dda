package org.taskvectors.ui.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// Puts what a run made into the library, paired with its base, and takes it to other places.
final class Landing {
    private final AppContext context;
    private final Consumer<List<FileItem>> tried;

    /// @param tried lays vectors on their base in the Sandbox
    Landing(AppContext context, Consumer<List<FileItem>> tried) {
        this.context = context;
        this.tried = tried;
    }

    /// Puts what a run ended with into the library.
    void land(Path folder, String name, Form form) {
        context.workspace().update(state -> with(state, folder, name, form));
        context.opening().add(List.of(folder));
    }

    /// With files of a run, as they are there already where they are; else paired with its base.
    private static WorkspaceState with(WorkspaceState state, Path folder, String name, Form form) {
        return state.fileAt(folder).isPresent()
                ? state
                : state.withItem(
                        new FileItem(
                                UUID.randomUUID().toString(),
                                folder,
                                name,
                                role(form),
                                Optional.of(form.base()).filter(id -> state.file(id).isPresent()),
                                Optional.empty()));
    }

    private static Role role(Form form) {
        return form.settings().adaptation().method() == Method.FULL ? Role.TUNED : Role.ADAPTER;
    }

    private static String name(String run, KeptCheckpoint checkpoint) {
        return run + " step " + checkpoint.step();
    }

    /// Puts checkpoints into the library and ticks them, with the vector that the run is compared
    /// with, and goes to Compare.
    void compare(String run, List<KeptCheckpoint> checkpoints, Form form) {
        List<Path> paths = checkpoints.stream().map(KeptCheckpoint::folder).toList();
        context.undo()
                .act(
                        Act.of(
                                        "Compare " + run,
                                        state -> {
                                            WorkspaceState now = state;
                                            for (KeptCheckpoint one : checkpoints) {
                                                now = with(now, one.folder(), name(run, one), form);
                                            }
                                            return now.withTicked(ticks(now, paths, form));
                                        })
                                .saying("Compares " + run));
        context.opening().add(paths);
        context.navigation().go(Navigation.COMPARE);
    }

    private static List<String> ticks(WorkspaceState state, List<Path> paths, Form form) {
        List<String> ids = new ArrayList<>();
        paths.forEach(path -> state.fileAt(path).map(FileItem::id).ifPresent(ids::add));
        state.file(form.compared()).map(FileItem::id).ifPresent(ids::add);
        return ids.stream().distinct().toList();
    }

    /// Puts a checkpoint into the library and lays it on its base in the Sandbox.
    void tryOut(String run, KeptCheckpoint checkpoint, Form form) {
        context.undo()
                .act(
                        Act.of(
                                "Try " + name(run, checkpoint),
                                state ->
                                        with(
                                                state,
                                                checkpoint.folder(),
                                                name(run, checkpoint),
                                                form)));
        context.opening().add(List.of(checkpoint.folder()));
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background().window().execute(() -> tryAt(checkpoint.folder()));
    }

    /// Lays the library's item of a folder on its base in the Sandbox.
    void tryAt(Path folder) {
        context.workspace().state().fileAt(folder).map(List::of).ifPresent(tried);
    }

    /// Ticks the library's item of a folder, and goes to Compare.
    void compareAt(Path folder) {
        context.undo()
                .act(
                        Act.of(
                                "Tick a vector",
                                state ->
                                        state.fileAt(folder)
                                                .map(item -> state.withTicked(item.id(), true))
                                                .orElse(state)));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Chooses a run's base and what it made as the pair of Extract, and goes there.
    void extract(Path folder, Form form) {
        context.undo()
                .act(
                        Act.of(
                                "Choose a pair",
                                state ->
                                        state.file(form.base())
                                                .map(
                                                        base ->
                                                                state.withChoice(
                                                                                ExtractPair.BASE,
                                                                                base.path()
                                                                                        .toString())
                                                                        .withChoice(
                                                                                ExtractPair.TUNED,
                                                                                folder.toString()))
                                                .orElse(state)));
        context.navigation().go(Navigation.EXTRACT);
    }
}
