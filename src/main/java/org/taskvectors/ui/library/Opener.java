package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.ui.common.Background;
import org.taskvectors.ui.common.NamedModels;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Opening;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Pairing;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Workspace;
import org.taskvectors.workspace.WorkspaceState;

/// Takes checkpoints into the library: each is opened (headers only) in a short job of its own,
/// described, given a role and a base, and chosen.
public final class Opener implements Opening {
    /// The choice of the workspace that names the chosen card.
    static final String SELECTED = "library.selected";

    private final Background background;
    private final Workspace workspace;
    private final Navigation navigation;
    private final NamedModels named;
    private final Presences presences;
    private final Relinker relinker;
    private final Refresher refresher;

    /// @param named the models on a hub that recipes name
    public Opener(
            Background background, Workspace workspace, Navigation navigation, NamedModels named) {
        this.named = named;
        this.background = background;
        this.workspace = workspace;
        this.navigation = navigation;
        this.presences = new Presences(background, workspace);
        this.relinker = new Relinker(background, workspace, presences);
        this.refresher = new Refresher(background, workspace);
    }

    @Override
    public void open(List<Path> paths) {
        take(paths, () -> navigation.go(Navigation.LIBRARY));
    }

    @Override
    public void add(List<Path> paths) {
        take(paths, () -> {});
    }

    private void take(List<Path> paths, Runnable then) {
        Set<Path> whole = new LinkedHashSet<>();
        basesFirst(paths, Opener::name)
                .forEach(path -> whole.add(isNear(path) ? wholeOf(path) : path));
        whole.forEach(path -> take(path, then));
    }

    private static <T> List<T> basesFirst(List<T> all, Function<T, String> name) {
        return all.stream()
                .sorted(Comparator.comparing(one -> !Describe.isCalledBase(name.apply(one))))
                .toList();
    }

    private void take(Path path, Runnable then) {
        boolean maySearch = !presences.missing().isEmpty();
        background.brief(
                "Opening " + name(path),
                (_, cancellation) ->
                        read(isNear(path) ? path : wholeOf(path), maySearch, cancellation),
                opened -> {
                    basesFirst(opened.items(), ReadItem::name).forEach(this::add);
                    opened.notice(path).ifPresent(relinker::say);
                    if (!opened.unasked().isEmpty()) {
                        relinker.say(unasked(path, opened.unasked(), then));
                    }
                    if (opened.isToSearch()) {
                        relinker.search(path);
                    } else {
                        then.run();
                    }
                });
    }

    /// Whether a path is quick to look at; of another one even that is a job.
    private static boolean isNear(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }

    /// What came of a path that was to be opened.
    ///
    /// @param items one, or several of a folder of checkpoints
    /// @param failures those of a folder that cannot be opened
    /// @param isToSearch whether it is a folder to look through for what is missing
    /// @param unasked the models on a hub for which a recipe cannot be opened before a person asks
    private record OpenedItems(
            List<ReadItem> items,
            Map<Path, Failure> failures,
            boolean isToSearch,
            List<String> unasked) {
        Optional<Notice> notice(Path folder) {
            if (items.size() < 2 && failures.isEmpty()) {
                return Optional.empty();
            }
            String text =
                    Shown.of(name(folder))
                            + " holds "
                            + (items.size() + failures.size())
                            + " checkpoints";
            if (failures.isEmpty()) {
                return Optional.of(Notice.of(text + "; each has a card of its own."));
            }
            Path first = failures.keySet().iterator().next();
            return Optional.of(
                    Notice.warning(
                            text
                                    + "; those that can be opened have a card each. "
                                    + failures.size()
                                    + " could not be opened: "
                                    + Shown.of(name(first))
                                    + ": "
                                    + failures.values().iterator().next().what()
                                    + "."));
        }
    }

    /// A folder that is no checkpoint is opened as those in it; while something is missing, a
    /// folder without weights is looked through for it.
    private OpenedItems read(Path path, boolean maySearch, Cancellation cancellation)
            throws IOException, CancelledException {
        try {
            return new OpenedItems(List.of(read(path)), Map.of(), false, List.of());
        } catch (Failure e) {
            if (maySearch && e.problem() == CheckpointProblem.NO_WEIGHTS) {
                return new OpenedItems(List.of(), Map.of(), true, List.of());
            }
            if (NamedModels.helpsAfter(e) && Formats.ALL.isComputed(path)) {
                return new OpenedItems(List.of(), Map.of(), false, unasked(path));
            }
            List<ReadItem> items = new ArrayList<>();
            Map<Path, Failure> failures = new LinkedHashMap<>();
            for (Path part : Checkpoints.within(path)) {
                cancellation.check();
                try {
                    items.add(read(part));
                } catch (Failure ofPart) {
                    failures.put(part, ofPart);
                }
            }
            if (items.isEmpty()) {
                throw e;
            }
            return new OpenedItems(items, failures, false, List.of());
        }
    }

    Presences presences() {
        return presences;
    }

    Relinker relinker() {
        return relinker;
    }

    Refresher refresher() {
        return refresher;
    }

    /// A single shard of a model stands for the whole, if its index lies beside it; what was
    /// measured of a vector stands for the vector that it lies beside.
    static Path wholeOf(Path path) {
        Path given = path.toAbsolutePath().normalize();
        Path absolute = ProfileStore.measuredBy(given).orElse(given);
        return Formats.ALL
                .shard(name(absolute))
                .map(shard -> absolute.resolveSibling(shard.indexName()))
                .filter(Files::exists)
                .orElse(absolute);
    }

    /// Its content is read too where it may be that of a missing item.
    private ReadItem read(Path path) throws IOException {
        WorkspaceState state = workspace.state();
        OpenOptions said = state.said(path);
        List<String> names = Formats.ALL.namedOnHub(path, said);
        Reach reach = named.reach(names, said.reach().onlyNamed(names));
        return ReadItem.read(
                        path, said.withReach(said.reach().and(reach)), Presences.anyMissing(state))
                .naming(reach);
    }

    /// The models that a recipe names on a hub and that are not in its cache.
    private List<String> unasked(Path recipe) throws IOException {
        List<String> names = Formats.ALL.namedOnHub(recipe, workspace.state().said(recipe));
        Map<String, Path> known = named.known(names);
        List<String> unasked = names.stream().filter(name -> !known.containsKey(name)).toList();
        return unasked.isEmpty() ? names : unasked;
    }

    private Notice unasked(Path recipe, List<String> names, Runnable then) {
        return Notice.warning(
                Shown.of(name(recipe))
                        + " names "
                        + Amounts.counted(names.size(), "model")
                        + " on a hub: "
                        + names.stream().map(Shown::of).collect(Collectors.joining(", "))
                        + ". Nothing has been asked of it.",
                new Notice.Action("Ask the hub", () -> ask(recipe, names, then)));
    }

    private void ask(Path recipe, List<String> names, Runnable then) {
        relinker.noticeProperty().set(Optional.empty());
        background.brief(
                "Asking the hub",
                (_, _) -> {
                    named.ask(names);
                    return names;
                },
                _ -> take(recipe, then),
                failure -> {
                    relinker.say(unasked(recipe, names, then));
                    background.errors().show("Asking the hub", failure);
                });
    }

    private void add(ReadItem opened) {
        put(opened);
        // One that was missing until now may be known with more than its files say.
        workspace
                .state()
                .fileAt(opened.path())
                .filter(item -> !item.said().equals(OpenOptions.NONE))
                .ifPresent(item -> refresher.refresh(item.id()));
        refresher.refreshIncomplete();
    }

    private void put(ReadItem opened) {
        workspace.update(
                state -> {
                    Optional<FileItem> missing =
                            state.fileAt(opened.path()).isPresent()
                                    ? Optional.empty()
                                    : opened.content()
                                            .flatMap(id -> Presences.missingWith(state, id));
                    if (missing.isPresent()) {
                        String id = missing.get().id();
                        return Relinker.relinked(state, id, opened).withChoice(SELECTED, id);
                    }
                    FileItem item = describe(opened, state);
                    return Pairing.withNewBase(state.withItem(item), item)
                            .withRecent(item.path())
                            .withChoice(SELECTED, item.id());
                });
    }

    /// One that is there already keeps its name, role and pairing, and gets the new facts, of a
    /// model on a hub those of the commit that the path means now.
    private static FileItem describe(ReadItem opened, WorkspaceState state) {
        Optional<FileItem> known = state.fileAt(opened.path());
        if (known.isPresent()) {
            return known.get()
                    .withPath(opened.path())
                    .withSaid(naming(known.get().said(), opened))
                    .withFacts(opened.facts())
                    .withContent(opened.content());
        }
        String name = Formats.ALL.stem(opened.name());
        Role role = Describe.role(opened.facts(), name, opened.isVector(), state);
        return new FileItem(
                UUID.randomUUID().toString(),
                opened.path(),
                distinct(name, role, opened.path(), state),
                role,
                Pairing.base(opened.facts(), role, state),
                Optional.of(opened.facts()),
                opened.content(),
                naming(OpenOptions.NONE, opened));
    }

    private static OpenOptions naming(OpenOptions said, ReadItem opened) {
        return said.withReach(opened.reach().and(said.reach()));
    }

    /// The name, with the folder where an item of the same role is called the same: `base` and
    /// `tuned` of one experiment lie beside those of the next.
    private static String distinct(String name, Role role, Path path, WorkspaceState state) {
        boolean isTaken = state.files(role).stream().anyMatch(item -> item.name().equals(name));
        Path folder = path.getParent();
        return isTaken && folder != null && folder.getFileName() != null
                ? name + " (" + Shown.of(folder.getFileName().toString()) + ")"
                : name;
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }
}
