package org.taskvectors.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;

/// Reads what a hub says of a repository. What is not asked for is passed over; what is has to be
/// what it should be.
final class HubJson {
    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_PATH = 1_024;
    private static final Pattern OID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxStringLength(LONGEST_TEXT)
                                    .build())
                    .build();

    private final HubName about;

    /// @param about what was asked for
    HubJson(HubName about) {
        this.about = about;
    }

    /// What is done with a parser that stands on the first token.
    private interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /// An entry of a list of files.
    ///
    /// @param path as the hub gives it, unchecked
    /// @param sha256 empty for files that lie in the repository itself
    record Entry(String path, boolean isFile, long size, String oid, Optional<String> sha256) {}

    /// Returns the commit that a description of a repository names.
    String commit(String text) throws Failure {
        String commit =
                parse(
                        text,
                        parser -> {
                            require(parser.currentToken() == JsonToken.START_OBJECT);
                            String sha = "";
                            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                                String key = parser.currentName();
                                parser.nextToken();
                                if (key.equals("sha")) {
                                    sha = text(parser);
                                }
                                parser.skipChildren();
                            }
                            return sha;
                        });
        if (!HubName.isCommit(commit)) {
            throw damaged("it names no commit");
        }
        return commit;
    }

    /// Returns the entries of one page of a list of files.
    ///
    /// @param most that there may be
    List<Entry> entries(String text, int most) throws Failure {
        return parse(
                text,
                parser -> {
                    require(parser.currentToken() == JsonToken.START_ARRAY);
                    List<Entry> entries = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        entries.add(entry(parser));
                        if (entries.size() > most) {
                            throw Refusals.of(
                                    HubProblem.TOO_LARGE,
                                    about,
                                    "the list has more than " + most + " files and folders");
                        }
                    }
                    return entries;
                });
    }

    private Entry entry(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.START_OBJECT);
        String type = "";
        String path = "";
        String oid = "";
        long size = -1;
        Optional<Large> large = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "type" -> type = text(parser);
                case "path" -> path = text(parser);
                case "oid" -> oid = text(parser);
                case "size" -> size = number(parser);
                case "lfs" ->
                        large =
                                value == JsonToken.START_OBJECT
                                        ? Optional.of(large(parser))
                                        : Optional.empty();
                default -> parser.skipChildren();
            }
        }
        boolean isFile = type.equals("file");
        require(!path.isEmpty() && path.length() <= LONGEST_PATH && !type.isEmpty());
        if (isFile) {
            long said = size;
            require(size >= 0 && OID.matcher(oid).matches());
            require(
                    large.filter(
                                    one ->
                                            one.size() != said
                                                    || !SHA256.matcher(one.sha256()).matches())
                            .isEmpty());
        }
        return new Entry(path, isFile, size, oid, large.map(Large::sha256));
    }

    private record Large(String sha256, long size) {}

    private Large large(JsonParser parser) throws IOException {
        String oid = "";
        long size = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "oid" -> oid = text(parser);
                case "size" -> size = number(parser);
                default -> parser.skipChildren();
            }
        }
        return new Large(oid, size);
    }

    private String text(JsonParser parser) throws IOException {
        require(parser.currentToken() == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private long number(JsonParser parser) throws IOException {
        require(
                parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getText().length() <= 16);
        return parser.getLongValue();
    }

    private <T> T parse(String text, Reading<T> reading) throws Failure {
        try (JsonParser parser = FACTORY.createParser(text)) {
            require(parser.nextToken() != null);
            T result = reading.read(parser);
            require(parser.nextToken() == null);
            return result;
        } catch (JsonProcessingException e) {
            throw damaged("it is no readable JSON").causedBy(e);
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw damaged("it cannot be read").causedBy(e);
        }
    }

    private void require(boolean isSo) throws Failure {
        if (!isSo) {
            throw damaged("it is not what a hub answers");
        }
    }

    private Failure damaged(String what) {
        return Refusals.unusable(about, what);
    }
}
