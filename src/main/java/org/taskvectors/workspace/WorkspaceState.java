package org.taskvectors.workspace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.checkpoint.open.Located;

/// Everything that a workspace remembers, as one value.
///
/// @param name what the header shows
/// @param items the library, in the order in which it is shown
/// @param ticked ids of the vectors that are compared, in the order of their colours
/// @param threshold the ε of sparsity
/// @param place the id of the place that was open
/// @param choices smaller settings of the places, by `place.setting`: `compare.measure` → `norm`
/// @param window where the window stood
/// @param theme light, dark, or the system's
/// @param recent what was opened lately, newest first
public record WorkspaceState(
        String name,
        List<Item> items,
        List<String> ticked,
        Threshold threshold,
        String place,
        Map<String, String> choices,
        Optional<WindowBounds> window,
        ThemeChoice theme,
        List<Path> recent) {
    private static final int RECENT = 12;

    /// The choices that a new workspace begins with. A saved one lacks them where it shows what
    /// older versions showed.
    public static final Map<String, String> OPENING =
            Map.of("compare.scope", "attention,feed-forward");

    /// Nothing in it yet.
    public static final WorkspaceState EMPTY =
            new WorkspaceState(
                    "Workspace",
                    List.of(),
                    List.of(),
                    new Threshold(0.25, Threshold.Basis.TENSOR),
                    "library",
                    OPENING,
                    Optional.empty(),
                    ThemeChoice.SYSTEM,
                    List.of());

    public WorkspaceState {
        items = List.copyOf(items);
        ticked = List.copyOf(ticked);
        choices = Map.copyOf(choices);
        recent = List.copyOf(recent);
    }

    public Optional<Item> item(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }

    /// Where an item lies, what a person said of it, and the base that it is paired with.
    public Located located(FileItem item) {
        return new Located(
                item.path(),
                said(item),
                item.base().flatMap(this::file).map(base -> new Located(base.path(), said(base))));
    }

    /// How an item is opened: as a person said of it. A recipe opens as what its role says, and may
    /// name whatever is in the library, since the person who opened both has both.
    public OpenOptions said(FileItem item) {
        return Formats.ALL.isComputed(item.path())
                ? item.said()
                        .withReach(item.said().reach().and(reach()).without(item.path()))
                        .withAsModel(!item.role().isVector())
                : item.said();
    }

    /// How what lies at `path` is opened, whether or not it is in the library.
    public OpenOptions said(Path path) {
        return fileAt(path)
                .map(this::said)
                .orElseGet(
                        () ->
                                Formats.ALL.isComputed(path)
                                        ? OpenOptions.NONE.withReach(reach())
                                        : OpenOptions.NONE);
    }

    /// What recipes may name: all that is in the library, and the models on a hub that a person has
    /// asked for, for one of its recipes.
    public Reach reach() {
        return files().stream()
                .map(file -> file.said().reach())
                .reduce(Reach.of(files().stream().map(FileItem::path).toList()), Reach::and);
    }

    /// Where that file lies, with what the workspace knows of it.
    public Located located(Path path) {
        return fileAt(path).map(this::located).orElseGet(() -> new Located(path, said(path)));
    }

    /// The item of that id where it is files.
    public Optional<FileItem> file(String id) {
        return item(id).flatMap(Item::file);
    }

    /// The items that are files, in the order of the library.
    public List<FileItem> files() {
        return items.stream().map(Item::file).flatMap(Optional::stream).toList();
    }

    /// The saved evaluations, oldest first.
    public List<EvaluationItem> evaluations() {
        return items.stream().map(Item::evaluation).flatMap(Optional::stream).toList();
    }

    /// The trainings, oldest first.
    public List<TrainingItem> trainings() {
        return items.stream().map(Item::training).flatMap(Optional::stream).toList();
    }

    /// The sheet of figures; empty before a figure came onto it.
    public Optional<SheetItem> sheet() {
        return item(SheetItem.ONLY).filter(SheetItem.class::isInstance).map(SheetItem.class::cast);
    }

    public List<FileItem> files(Role role) {
        return files().stream().filter(item -> item.role() == role).toList();
    }

    /// The files that lie at `path`.
    public Optional<FileItem> fileAt(Path path) {
        return files().stream().filter(item -> item.path().equals(path)).findFirst();
    }

    /// What can be compared: vectors, and adapters, which are vectors.
    public List<FileItem> vectors() {
        return files().stream().filter(item -> item.role().isVector()).toList();
    }

    /// The vectors that are compared, as far as they are still there, in the order of their
    /// colours.
    public List<FileItem> tickedItems() {
        return ticked.stream()
                .map(this::file)
                .flatMap(Optional::stream)
                .filter(item -> item.role().isVector())
                .toList();
    }

    /// A setting of a place; `fallback` where it was never chosen.
    public String choice(String key, String fallback) {
        return choices.getOrDefault(key, fallback);
    }

    /// Whether a person would miss nothing of this one in `other`: where the window stood, the
    /// place and the card that were open, and what was read from files by itself do not count.
    public boolean isSameWork(WorkspaceState other) {
        return name.equals(other.name)
                && work(items).equals(work(other.items))
                && ticked.equals(other.ticked)
                && threshold.equals(other.threshold)
                && work(choices).equals(work(other.choices));
    }

    private static List<Item> work(List<Item> items) {
        return items.stream()
                .map(item -> item.file().<Item>map(FileItem::withoutReadings).orElse(item))
                .toList();
    }

    private static Map<String, String> work(Map<String, String> choices) {
        Map<String, String> work = new LinkedHashMap<>(choices);
        work.remove("library.selected");
        return work;
    }

    public WorkspaceState withName(String newName) {
        return new WorkspaceState(
                newName, items, ticked, threshold, place, choices, window, theme, recent);
    }

    public WorkspaceState withItems(List<? extends Item> newItems) {
        return new WorkspaceState(
                name,
                List.copyOf(newItems),
                ticked,
                threshold,
                place,
                choices,
                window,
                theme,
                recent);
    }

    /// With `item` at the end, or in the place of the one with its id.
    public WorkspaceState withItem(Item item) {
        List<Item> changed = new ArrayList<>(items);
        int at = items.indexOf(item(item.id()).orElse(item));
        if (at < 0) {
            changed.add(item);
        } else {
            changed.set(at, item);
        }
        return withItems(changed);
    }

    /// With the files of that id changed; as it was where there are none.
    public WorkspaceState changing(String id, UnaryOperator<FileItem> change) {
        return mapping(file -> file.id().equals(id) ? change.apply(file) : file);
    }

    private WorkspaceState mapping(UnaryOperator<FileItem> change) {
        return withItems(
                items.stream().map(item -> item.file().<Item>map(change).orElse(item)).toList());
    }

    /// With the item of that id where its files are now; choices and recent ones that named the old
    /// place name the new one.
    public WorkspaceState relinked(String id, Path path) {
        Optional<Path> before = file(id).map(FileItem::path);
        if (before.isEmpty() || before.get().equals(path)) {
            return this;
        }
        Path old = before.get();
        Map<String, String> changed = new LinkedHashMap<>(choices);
        changed.replaceAll((_, value) -> value.equals(old.toString()) ? path.toString() : value);
        return new WorkspaceState(
                name,
                changing(id, item -> item.withPath(path)).items,
                ticked,
                threshold,
                place,
                changed,
                window,
                theme,
                recent.stream().map(each -> each.equals(old) ? path : each).distinct().toList());
    }

    /// Without the item, its tick and the pairings that name it. No file is touched.
    public WorkspaceState without(String id) {
        return withItems(items.stream().filter(item -> !item.id().equals(id)).toList())
                .mapping(
                        file ->
                                file.base().filter(id::equals).isPresent()
                                        ? file.withBase(Optional.empty())
                                        : file)
                .withTicked(id, false);
    }

    public WorkspaceState withTicked(List<String> ids) {
        return new WorkspaceState(
                name, items, ids, threshold, place, choices, window, theme, recent);
    }

    public WorkspaceState withTicked(String id, boolean isTicked) {
        if (isTicked == ticked.contains(id)) {
            return this;
        }
        return withTicked(
                isTicked
                        ? Stream.concat(ticked.stream(), Stream.of(id)).toList()
                        : ticked.stream().filter(other -> !other.equals(id)).toList());
    }

    public WorkspaceState withThreshold(Threshold newThreshold) {
        return new WorkspaceState(
                name, items, ticked, newThreshold, place, choices, window, theme, recent);
    }

    public WorkspaceState withPlace(String newPlace) {
        return new WorkspaceState(
                name, items, ticked, threshold, newPlace, choices, window, theme, recent);
    }

    public WorkspaceState withChoice(String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(choices);
        changed.put(key, value);
        return new WorkspaceState(
                name, items, ticked, threshold, place, changed, window, theme, recent);
    }

    /// With these settings of the places and no others.
    public WorkspaceState withChoices(Map<String, String> newChoices) {
        return new WorkspaceState(
                name, items, ticked, threshold, place, newChoices, window, theme, recent);
    }

    public WorkspaceState withWindow(WindowBounds bounds) {
        return new WorkspaceState(
                name, items, ticked, threshold, place, choices, Optional.of(bounds), theme, recent);
    }

    /// With the theme and the place on the screen of another one.
    public WorkspaceState withLooksOf(WorkspaceState other) {
        return new WorkspaceState(
                name,
                items,
                ticked,
                threshold,
                place,
                choices,
                other.window(),
                other.theme(),
                recent);
    }

    public WorkspaceState withTheme(ThemeChoice newTheme) {
        return new WorkspaceState(
                name, items, ticked, threshold, place, choices, window, newTheme, recent);
    }

    /// With `path` as the newest of the recent ones.
    public WorkspaceState withRecent(Path path) {
        List<Path> changed =
                Stream.concat(Stream.of(path), recent.stream().filter(p -> !p.equals(path)))
                        .limit(RECENT)
                        .toList();
        return new WorkspaceState(
                name, items, ticked, threshold, place, choices, window, theme, changed);
    }
}
