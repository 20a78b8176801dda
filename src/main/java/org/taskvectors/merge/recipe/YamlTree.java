package org.taskvectors.merge.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Makes the nodes of one document out of the parser's events, which come one by one: what is too
/// deep, too large or not allowed is refused as soon as it comes.
final class YamlTree {
    private final @Nullable Path file;
    private final String text;
    private final Pairs pairs;
    private final List<Span> quoted = new ArrayList<>();
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final Iterator<Event> events;
    private Event event;
    private int aliases;
    private int nodes;

    private YamlTree(String text, Pairs pairs, @Nullable Path file) {
        this.file = file;
        this.text = text;
        this.pairs = pairs;
        this.events =
                new Parse(
                                LoadSettings.builder()
                                        .setCodePointLimit(Limits.MOST_BYTES + 1)
                                        // The reader copies all that it holds whenever it reads on.
                                        .setBufferSize(text.length() + 1)
                                        .setParseComments(false)
                                        .build())
                        .parseString(text)
                        .iterator();
        this.event = events.next();
    }

    /// Returns the only document of a text.
    ///
    /// @throws Failure with a [RecipeProblem] and its line where there is none, several, or one
    ///   that is refused
    static YamlNode read(String text, @Nullable Path file) throws Failure {
        if (text.length() > Limits.MOST_BYTES) {
            throw Failure.of(
                    RecipeProblem.TOO_LARGE,
                    file,
                    "it is longer than a recipe may be, " + Limits.MOST_BYTES + " characters",
                    "");
        }
        YamlDialect.refuseOtherBreaks(text, file);
        Pairs pairs = Pairs.of(text);
        try {
            return new YamlTree(text, pairs, file).document();
        } catch (MarkedYamlEngineException e) {
            String where =
                    e.getProblemMark().map(mark -> span(pairs, mark, mark).words()).orElse("");
            Failure failure = notYaml(file, e.getProblem() == null ? "" : e.getProblem());
            throw (where.isEmpty() ? failure : failure.at(where)).causedBy(e);
        } catch (YamlEngineException e) {
            throw notYaml(file, e.getMessage() == null ? "" : e.getMessage()).causedBy(e);
        }
    }

    private static Failure notYaml(@Nullable Path file, String problem) {
        String[] lines = problem.split("\n", 2);
        return Failure.of(
                RecipeProblem.NOT_YAML,
                file,
                "it is no YAML: " + Shown.of(lines[0].strip()),
                "Mend the line; mergekit's documentation shows recipes");
    }

    private YamlNode document() throws Failure {
        expect(StreamStartEvent.class);
        if (event instanceof StreamEndEvent) {
            throw Failure.of(RecipeProblem.EMPTY, file, "there is no recipe in it", "");
        }
        if (event instanceof DocumentStartEvent start && !ownTags(start).isEmpty()) {
            throw failure(RecipeProblem.TAG, span(event), "tags are not read", "Remove the line");
        }
        expect(DocumentStartEvent.class);
        YamlNode root = node(0, false);
        expect(DocumentEndEvent.class);
        if (!(event instanceof StreamEndEvent)) {
            throw failure(
                    RecipeProblem.SEVERAL_DOCUMENTS,
                    span(event),
                    "a second document begins here, and a recipe is one",
                    "Put each recipe into a file of its own");
        }
        YamlDialect.refuseTabs(text, quoted, file);
        return root;
    }

    private static Map<String, String> ownTags(DocumentStartEvent start) {
        Map<String, String> tags = new HashMap<>(start.getTags());
        tags.remove("!");
        tags.remove("!!");
        return tags;
    }

    private YamlNode node(int depth, boolean isFlow) throws Failure {
        Span span = span(event);
        if (depth > Limits.DEEPEST) {
            throw failure(
                    RecipeProblem.TOO_DEEP,
                    span,
                    "lists lie in lists more than " + Limits.DEEPEST + " deep",
                    "");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, span);
        }
        Optional<String> tag =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag();
                    case CollectionStartEvent start -> start.getTag();
                    default -> Optional.empty();
                };
        if (tag.isPresent()) {
            throw failure(
                    RecipeProblem.TAG,
                    span,
                    "tags are not read: '" + Shown.of(tag.get()) + "'",
                    "Write the value without it");
        }
        Optional<String> anchor =
                event instanceof NodeEvent of
                        ? of.getAnchor().map(name -> name.getValue())
                        : Optional.empty();
        YamlNode node =
                switch (event) {
                    case ScalarEvent scalar -> leaf(scalar, span, isFlow);
                    case SequenceStartEvent start -> items(span, depth, start.isFlow());
                    case MappingStartEvent start -> entries(span, depth, start.isFlow());
                    default -> throw new IllegalStateException("event " + event);
                };
        // A node is known by its anchor when it is whole, so that it cannot hold itself.
        anchor.ifPresent(name -> anchors.put(name, node));
        return node;
    }

    private YamlNode leaf(ScalarEvent scalar, Span span, boolean isFlow) throws Failure {
        count(1, span);
        if (!scalar.isPlain()) {
            quoted.add(span);
        } else if (isFlow && scalar.getValue().contains("?")) {
            throw failure(
                    RecipeProblem.NOT_YAML,
                    span,
                    "PyYAML takes no '?' between brackets in a value without quotes",
                    "Put the value between quotes");
        }
        next();
        return new YamlNode.Leaf(span, scalar.getValue(), scalar.isPlain());
    }

    private YamlNode aliased(AliasEvent alias, Span span) throws Failure {
        String name = alias.getAlias().getValue();
        YamlNode target = anchors.get(name);
        if (target == null) {
            throw failure(
                    RecipeProblem.NOT_YAML,
                    span,
                    "the alias '" + Shown.of(name) + "' stands for nothing before it",
                    "Write its value out");
        }
        aliases++;
        if (aliases > Limits.MOST_ALIASES) {
            throw failure(
                    RecipeProblem.TOO_MANY_ALIASES,
                    span,
                    "there are more than " + Limits.MOST_ALIASES + " aliases",
                    "Write values out");
        }
        count(target.size(), span);
        next();
        return switch (target) {
            case YamlNode.Leaf leaf -> new YamlNode.Leaf(span, leaf.text(), leaf.isPlain());
            case YamlNode.Items items -> new YamlNode.Items(span, items.nodes(), items.size());
            case YamlNode.Entries entries ->
                    new YamlNode.Entries(span, entries.entries(), entries.size());
        };
    }

    private YamlNode items(Span begin, int depth, boolean isFlow) throws Failure {
        count(1, begin);
        next();
        List<YamlNode> found = new ArrayList<>();
        int size = 1;
        while (!(event instanceof SequenceEndEvent)) {
            YamlNode node = node(depth + 1, isFlow);
            size += node.size();
            found.add(node);
        }
        return new YamlNode.Items(ended(begin), found, size);
    }

    private YamlNode entries(Span begin, int depth, boolean isFlow) throws Failure {
        count(1, begin);
        next();
        Map<String, YamlNode.Entry> found = new LinkedHashMap<>();
        int size = 1;
        while (!(event instanceof MappingEndEvent)) {
            Span span = span(event);
            String key = key(node(depth + 1, isFlow));
            YamlNode.Entry before = found.get(key);
            if (before != null) {
                throw failure(
                        RecipeProblem.DUPLICATE_KEY,
                        span,
                        "the key '"
                                + Shown.of(key)
                                + "' stands here a second time, the first is in line "
                                + before.key().line()
                                + "; PyYAML would take the second without a word",
                        "Remove one of them");
            }
            YamlNode value = node(depth + 1, isFlow);
            size += 1 + value.size();
            found.put(key, new YamlNode.Entry(span, value));
        }
        return new YamlNode.Entries(ended(begin), found, size);
    }

    private String key(YamlNode node) throws Failure {
        if (!(node instanceof YamlNode.Leaf leaf)) {
            throw failure(RecipeProblem.KEY_NOT_TEXT, node.span(), "a key is a single value", "");
        }
        if (leaf.isPlain() && leaf.text().equals("<<")) {
            throw failure(
                    RecipeProblem.MERGE_KEY,
                    leaf.span(),
                    "merge keys ('<<') are not read",
                    "Write the keys out that it brings in");
        }
        if (leaf.isPlain() && !(PlainValue.of(leaf.text()) instanceof PlainValue.Text)) {
            throw failure(
                    RecipeProblem.KEY_NOT_TEXT,
                    leaf.span(),
                    "the key '" + Shown.of(leaf.text()) + "' is no text to PyYAML",
                    "Put it between quotes");
        }
        return leaf.text();
    }

    private Span ended(Span begin) {
        Span end = span(event);
        next();
        return new Span(begin.line(), begin.column(), begin.begin(), end.end());
    }

    private void count(int more, Span span) throws Failure {
        nodes += more;
        if (nodes > Limits.MOST_NODES) {
            throw failure(
                    RecipeProblem.TOO_MANY_NODES,
                    span,
                    "it has more than "
                            + Limits.MOST_NODES
                            + " parts, with its aliases written out",
                    "");
        }
    }

    private void next() {
        event = events.next();
    }

    private void expect(Class<? extends Event> type) {
        if (!type.isInstance(event)) {
            throw new IllegalStateException("event " + event + ", not " + type.getSimpleName());
        }
        if (!(event instanceof StreamEndEvent)) {
            next();
        }
    }

    private Span span(Event of) {
        Mark begin = of.getStartMark().orElseThrow();
        return span(pairs, begin, of.getEndMark().orElse(begin));
    }

    private static Span span(Pairs pairs, Mark begin, Mark end) {
        return new Span(
                begin.getLine() + 1,
                begin.getColumn() + 1,
                pairs.index(begin.getIndex()),
                pairs.index(end.getIndex()));
    }

    private Failure failure(RecipeProblem problem, Span at, String what, String advice) {
        return Failure.of(problem, file, what, advice).at(at.words());
    }

    /// From the marks of the parser, which count code points, to the indices of a text.
    private static final class Pairs {
        /// The index of each code point; empty where all have one `char`.
        private final int[] starts;

        private Pairs(int[] starts) {
            this.starts = starts;
        }

        static Pairs of(String text) {
            int points = text.codePointCount(0, text.length());
            if (points == text.length()) {
                return new Pairs(new int[0]);
            }
            int[] starts = new int[points + 1];
            for (int i = 0; i < points; i++) {
                starts[i + 1] = starts[i] + Character.charCount(text.codePointAt(starts[i]));
            }
            return new Pairs(starts);
        }

        int index(int codePoint) {
            return starts.length == 0 ? codePoint : starts[Math.min(codePoint, starts.length - 1)];
        }
    }
}
