package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads the rows of a JSON file of any [JsonForm].
final class JsonRows {
    private static final int DEEPEST = 32;

    private final FileText text;
    private final Bounds bounds;
    private final BoundedReader reader;
    private final JsonMapper mapper;
    private final JsonTable table;

    private JsonRows(FileText text, Bounds bounds) {
        this.text = text;
        this.bounds = bounds;
        reader = new BoundedReader(text.reader(), bounds.row());
        mapper = new JsonMapper(factory(bounds.row()));
        table = new JsonTable(text.file(), bounds);
    }

    /// Reads all rows.
    ///
    /// @throws Failure with a [DataProblem] at the line of the first value that is not right
    static JsonTable read(FileText text, Bounds bounds) throws Failure {
        return new JsonRows(text, bounds).read();
    }

    private static JsonFactory factory(int longest) {
        return JsonFactory.builder()
                // Python writes NaN where a table has a hole.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEEPEST)
                                .maxStringLength(longest)
                                .maxNameLength(longest)
                                .build())
                .build();
    }

    private JsonTable read() throws Failure {
        JsonForm form = form();
        try (JsonParser json = mapper.createParser(reader)) {
            try {
                json.nextToken();
                rows(json, form);
                if (json.nextToken() != null) {
                    throw malformed("there is more behind the value that holds the rows", json);
                }
            } catch (IOException e) {
                throw failure(e, json);
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed(String.valueOf(e.getMessage()), 1).causedBy(e);
        }
        return table;
    }

    /// The form is seen before any row is read, in a run of its own that keeps nothing.
    private JsonForm form() throws Failure {
        try (JsonParser json = mapper.createParser(text.reader())) {
            try {
                return JsonForm.of(json);
            } catch (IOException e) {
                throw failure(e, json);
            }
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw malformed(String.valueOf(e.getMessage()), 1).causedBy(e);
        }
    }

    private void rows(JsonParser json, JsonForm form) throws IOException {
        table.form(form);
        switch (form.kind()) {
            case LINES -> lines(json);
            case ARRAY -> array(json);
            case KEYED -> keyed(json);
            case COLUMNS -> columns(json);
            case MEMBER -> member(json, form.member());
            case OTHER -> throw malformed("it holds neither objects nor an array of them", json);
        }
    }

    private void lines(JsonParser json) throws IOException {
        do {
            row(json);
        } while (json.nextToken() != null);
    }

    private void array(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            row(json);
        }
    }

    private void member(JsonParser json, String member) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean holdsRows = member.equals(json.currentName());
            json.nextToken();
            if (holdsRows) {
                array(json);
            } else {
                reader.begin();
                json.skipChildren();
            }
        }
    }

    private void keyed(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            int line = line(json);
            table.addKeyed(key, node(json), line);
        }
    }

    private void columns(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            int line = line(json);
            json.nextToken();
            List<JsonNode> cells = new ArrayList<>();
            List<Integer> lines = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                lines.add(line(json));
                cells.add(node(json));
                if (cells.size() > bounds.rows()) {
                    throw new RowSink(text.file(), bounds).tooMany(line);
                }
            }
            table.addColumn(name, cells, lines, line);
        }
    }

    private void row(JsonParser json) throws IOException {
        int line = line(json);
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw malformed(
                    "a row is no object but "
                            + json.currentToken().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    json);
        }
        table.add(node(json), line);
    }

    private JsonNode node(JsonParser json) throws IOException {
        reader.begin();
        return mapper.readTree(json);
    }

    private static int line(JsonParser json) {
        return Math.max(1, json.currentTokenLocation().getLineNr());
    }

    private Failure failure(IOException e, JsonParser json) {
        int line = Math.max(1, json.currentLocation().getLineNr());
        return switch (e) {
            case Failure failure -> failure;
            case BoundedReader.RowTooLong tooLong -> table.rowTooLong(line(json)).causedBy(tooLong);
            case StreamConstraintsException limit ->
                    Failure.of(
                                    DataProblem.TOO_LARGE,
                                    text.file(),
                                    "this is nested deeper, or longer, than rows are: "
                                            + Shown.of(limit.getOriginalMessage()),
                                    "Write flat objects of texts and numbers")
                            .at("line " + line)
                            .causedBy(limit);
            case JsonProcessingException end when isAtTheEnd(end) ->
                    Failure.of(
                                    DataProblem.TRUNCATED,
                                    text.file(),
                                    "the file ends in the middle of its last value",
                                    "It is not whole: download or save it again")
                            .at("line " + line)
                            .causedBy(end);
            case JsonProcessingException wrong ->
                    malformed("it is no JSON: " + wrong.getOriginalMessage(), line).causedBy(wrong);
            default -> malformed(String.valueOf(e.getMessage()), line).causedBy(e);
        };
    }

    /// Jackson has an exception for it, and does not throw it between the members of an object.
    private static boolean isAtTheEnd(JsonProcessingException e) {
        return e instanceof JsonEOFException
                || String.valueOf(e.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }

    private Failure malformed(String what, JsonParser json) {
        return malformed(what, line(json));
    }

    private Failure malformed(String what, int line) {
        return Failure.of(
                        DataProblem.MALFORMED,
                        text.file(),
                        what,
                        "Write one JSON object a line, or one array of objects")
                .at("line " + line);
    }
}
