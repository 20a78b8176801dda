package org.taskvectors.ui.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.ModelPlace;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Latest;
import org.taskvectors.sandbox.HistoryEntry;
import org.taskvectors.sandbox.HistoryExport;
import org.taskvectors.sandbox.HistoryFile;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;

/// What was asked and answered before, in the workspace's folder only. Lives on the window's
/// thread.
public final class History implements AutoCloseable {
    private final AppContext context;
    private final SandboxViewModel model;
    private final Optional<HistoryFile> file;
    private final Clock clock;
    private final Latest writer = new Latest("sandbox-history");
    private final ReadOnlyObjectWrapper<List<HistoryEntry>> entries =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<String> notice = new ReadOnlyObjectWrapper<>("");
    private final ReadOnlyObjectWrapper<String> restored = new ReadOnlyObjectWrapper<>("");
    private final Object writing = new Object();
    private final AtomicReference<@Nullable List<HistoryEntry>> unwritten = new AtomicReference<>();
    private Optional<HistoryEntry.Fork> fork = Optional.empty();

    /// @param file where it is kept; empty for this session only
    History(AppContext context, SandboxViewModel model, Optional<HistoryFile> file, Clock clock) {
        this.context = context;
        this.model = model;
        this.file = file;
        this.clock = clock;
        model.exchange().onAnswered(this::answered);
        this.file.ifPresent(
                kept ->
                        context.background()
                                .brief(
                                        "Reading the sandbox's history",
                                        (_, _) -> kept.read(),
                                        found -> {
                                            List<HistoryEntry> all =
                                                    new ArrayList<>(found.entries());
                                            all.addAll(entries.get());
                                            entries.set(List.copyOf(all));
                                            notice.set(found.notice());
                                        }));
    }

    /// The runs, oldest first.
    public ReadOnlyObjectProperty<List<HistoryEntry>> entriesProperty() {
        return entries.getReadOnlyProperty();
    }

    /// What is to be said about the file; empty mostly.
    public ReadOnlyObjectProperty<String> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /// The id of the run that is shown.
    public ReadOnlyObjectProperty<String> restoredProperty() {
        return restored.getReadOnlyProperty();
    }

    /// Puts back everything of a run, base, vectors, decoding and prompt, and asks again where its
    /// model is in memory.
    public void restore(HistoryEntry entry) {
        boolean isLoaded =
                model.engine().model().isPresent()
                        && model.setup()
                                .baseProperty()
                                .get()
                                .map(FileItem::id)
                                .filter(entry.baseId()::equals)
                                .isPresent();
        boolean hasBase = context.state().get().file(entry.baseId()).isPresent();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < entry.vectors().size(); i++) {
            if (context.state().get().file(entry.vectors().get(i).vector()).isEmpty()) {
                missing.add(i < entry.names().size() ? entry.names().get(i) : "a vector");
            }
        }
        if (!hasBase) {
            missing.addFirst(entry.base());
        }
        notice.set(
                missing.isEmpty()
                        ? ""
                        : "No longer in the library: " + String.join(", ", missing) + ".");
        model.exchange().quiet(true);
        model.setup()
                .takeAll(
                        "Run of " + entry.at(),
                        hasBase ? Optional.of(entry.baseId()) : Optional.empty(),
                        entry.vectors(),
                        entry.decoding());
        model.prompting().restore(entry.input());
        fork = entry.fork();
        // Behind the workspace's own change, which comes on the window's thread as well.
        context.background()
                .window()
                .execute(
                        () -> {
                            model.exchange().quiet(false);
                            restored.set(entry.id());
                            if (isLoaded) {
                                model.askSoon();
                            }
                        });
    }

    public void pin(HistoryEntry entry, boolean isPinned) {
        become(
                entries.get().stream()
                        .map(e -> e.id().equals(entry.id()) ? e.withPinned(isPinned) : e)
                        .toList());
    }

    /// Removes one run.
    public void delete(HistoryEntry entry) {
        become(entries.get().stream().filter(e -> !e.id().equals(entry.id())).toList());
    }

    /// Removes all runs but those that are pinned; the file holds them no longer.
    public void clear() {
        become(entries.get().stream().filter(HistoryEntry::isPinned).toList());
    }

    /// Writes the runs to a file.
    ///
    /// @param isMarkdown Markdown, else lines of JSON
    public void export(boolean isMarkdown) {
        Optional<Path> target =
                context.dialogs()
                        .save(
                                "Export the history",
                                isMarkdown ? "sandbox.md" : "sandbox.jsonl",
                                isMarkdown ? "Markdown" : "JSON lines");
        List<HistoryEntry> now = entries.get();
        target.ifPresent(
                path ->
                        context.background()
                                .brief(
                                        "Exporting the history",
                                        (_, _) -> {
                                            AtomicFile.writeText(
                                                    path,
                                                    isMarkdown
                                                            ? HistoryExport.markdown(
                                                                    now, context.program())
                                                            : HistoryExport.jsonLines(
                                                                    now, context.program()));
                                            return path;
                                        },
                                        written -> notice.set("Exported to " + written + ".")));
    }

    /// Writes what is not written yet.
    @Override
    public void close() {
        writer.close();
        try {
            flush();
        } catch (Failure e) {
            context.background().errors().show("Keeping the history", e);
        }
    }

    private boolean flush() throws Failure {
        synchronized (writing) {
            List<HistoryEntry> now = unwritten.getAndSet(null);
            if (now != null && file.isPresent()) {
                file.get().write(now);
            }
            return true;
        }
    }

    private void answered(Question question) {
        Exchange exchange = model.exchange();
        Optional<Branch> shown = exchange.branches().shown(Side.EDITED);
        Map<Side, HistoryEntry.Reply> answers = new EnumMap<>(Side.class);
        Optional<HistoryEntry.Fork> left = Optional.empty();
        for (Side side : Side.values()) {
            SideShown pane = exchange.of(side).get();
            if (pane.branch().isPresent()) {
                Branch branch = pane.branch().get();
                answers.put(side, reply(pane, branch));
                if (branch.parent().isPresent()) {
                    left =
                            Optional.of(
                                    new HistoryEntry.Fork(
                                            side,
                                            branch.from(),
                                            branch.tokens().get(branch.from()).id()));
                }
            }
        }
        Optional<FileItem> base = model.setup().baseProperty().get();
        if (base.isEmpty() || shown.isEmpty()) {
            return;
        }
        HistoryEntry entry =
                new HistoryEntry(
                        UUID.randomUUID().toString(),
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        base.get().name(),
                        base.get().id(),
                        model.engine().model().map(History::device).orElse(""),
                        model.setup().vectorsProperty().get(),
                        model.setup().vectorsProperty().get().stream().map(model::name).toList(),
                        question.decoding(),
                        question.input(),
                        exchange.prompt(),
                        left,
                        answers,
                        false);
        add(entry);
        goOn();
    }

    private static String device(SandboxModel loaded) {
        ModelPlace place = loaded.facts().place();
        return place.isProcessor() ? "" : place.label();
    }

    /// Takes the token of the run that was put back, once its answer is there.
    private void goOn() {
        if (fork.isPresent()) {
            HistoryEntry.Fork wanted = fork.get();
            fork = Optional.empty();
            model.exchange()
                    .branches()
                    .shown(wanted.side())
                    .filter(branch -> branch.parent().isEmpty())
                    .filter(branch -> wanted.at() < branch.tokens().size())
                    .ifPresent(
                            branch ->
                                    model.exchange()
                                            .continueWith(branch, wanted.at(), wanted.token()));
        }
    }

    private static HistoryEntry.Reply reply(SideShown pane, Branch branch) {
        Map<String, Double> labels = new LinkedHashMap<>();
        pane.labels().forEach(label -> labels.put(label.name(), label.share()));
        return new HistoryEntry.Reply(
                pane.fingerprint(),
                branch.prompt(),
                branch.text(),
                branch.tokens().stream().map(Branch.Token::id).toList(),
                branch.end().map(Enum::name).orElse(""),
                labels);
    }

    /// A run that repeats the one before in everything is that one.
    private void add(HistoryEntry entry) {
        List<HistoryEntry> now = new ArrayList<>(entries.get());
        Optional<HistoryEntry> same = now.stream().filter(each -> isSame(each, entry)).findFirst();
        if (same.isPresent()) {
            restored.set(same.get().id());
            return;
        }
        now.add(entry);
        long loose = now.stream().filter(each -> !each.isPinned()).count();
        for (int i = 0; loose > HistoryFile.MOST && i < now.size(); ) {
            if (now.get(i).isPinned()) {
                i++;
            } else {
                now.remove(i);
                loose--;
            }
        }
        restored.set(entry.id());
        become(now);
    }

    private static boolean isSame(HistoryEntry one, HistoryEntry other) {
        return one.baseId().equals(other.baseId())
                && one.vectors().equals(other.vectors())
                && one.decoding().equals(other.decoding())
                && one.input().equals(other.input())
                && one.fork().equals(other.fork())
                && one.answers().equals(other.answers());
    }

    private void become(List<HistoryEntry> now) {
        entries.set(List.copyOf(now));
        unwritten.set(entries.get());
        writer.ask(
                (_, _) -> flush(),
                _ -> {},
                failure -> context.background().errors().show("Keeping the history", failure));
    }
}
