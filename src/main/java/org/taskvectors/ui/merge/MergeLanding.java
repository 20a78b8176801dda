package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.ExtractPair;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;
import org.taskvectors.workspace.undo.Act;

/// Puts a merged model into the library, paired with its base, and takes it to other places.
final class MergeLanding {
    private final AppContext context;
    private final Consumer<FileItem> tried;

    /// @param tried shows a model in the Sandbox
    MergeLanding(AppContext context, Consumer<FileItem> tried) {
        this.context = context;
        this.tried = tried;
    }

    /// Returns the base that a model is paired with: the one that it is on, or the one that all of
    /// what is mixed have in common.
    Optional<String> base(MergeRequest request) {
        WorkspaceState state = context.workspace().state();
        if (request.base().isPresent()) {
            return request.base().flatMap(base -> state.fileAt(base.path())).map(FileItem::id);
        }
        List<Optional<String>> bases =
                request.ingredients().stream()
                        .map(given -> state.fileAt(given.located().path()))
                        .map(item -> item.flatMap(MergeLanding::itsBase))
                        .distinct()
                        .toList();
        return bases.size() == 1 ? bases.getFirst() : Optional.empty();
    }

    private static Optional<String> itsBase(FileItem item) {
        return item.role() == Role.BASE ? Optional.of(item.id()) : item.base();
    }

    /// Returns where what is merged lies, the base first.
    static Stream<Path> places(MergeRequest request) {
        return Stream.concat(
                        request.base().stream(), request.ingredients().stream().map(Given::located))
                .map(Located::path);
    }

    /// Returns what a merge is to the library.
    static Role role(MergeOutput.Kind kind) {
        return switch (kind) {
            case MODEL -> Role.TUNED;
            case VECTOR -> Role.VECTOR;
            case ADAPTER -> Role.ADAPTER;
        };
    }

    /// Puts what was written into the library.
    ///
    /// @param base the id of its base, if it has one
    void land(Path target, Role role, Optional<String> base) {
        String name = OutputFormats.stem(String.valueOf(target.getFileName()));
        context.workspace().update(state -> landed(state, target, name, role, base));
        context.opening().add(List.of(target));
    }

    /// Returns a library with what lies at a place, if it does not have it.
    ///
    /// @param base the id of its base, if it has one
    static WorkspaceState landed(
            WorkspaceState state, Path target, String name, Role role, Optional<String> base) {
        return state.fileAt(target).isPresent()
                ? state
                : state.withItem(
                        new FileItem(
                                UUID.randomUUID().toString(),
                                target,
                                name,
                                role,
                                base.filter(id -> state.file(id).isPresent()),
                                Optional.empty()));
    }

    /// Shows the library's item of a model in the Sandbox.
    void tryOut(Path model) {
        context.workspace().state().fileAt(model).ifPresent(tried);
    }

    /// Ticks a vector beside those that are ticked already, and goes to Compare.
    void compare(Path vector) {
        context.undo()
                .act(
                        Act.of(
                                "Compare " + vector.getFileName(),
                                state ->
                                        state.fileAt(vector)
                                                .map(item -> state.withTicked(item.id(), true))
                                                .orElse(state)));
        context.navigation().go(Navigation.COMPARE);
    }

    /// Chooses a model and its base as the pair of Extract, and goes there.
    void extract(Path model) {
        context.undo().act(Act.of("Choose a pair", state -> paired(state, model)));
        context.navigation().go(Navigation.EXTRACT);
    }

    private static WorkspaceState paired(WorkspaceState state, Path model) {
        return state.fileAt(model)
                .flatMap(FileItem::base)
                .flatMap(state::file)
                .map(
                        base ->
                                state.withChoice(ExtractPair.BASE, base.path().toString())
                                        .withChoice(ExtractPair.TUNED, model.toString()))
                .orElse(state);
    }
}
