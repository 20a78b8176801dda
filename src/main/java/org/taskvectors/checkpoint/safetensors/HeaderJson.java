package org.taskvectors.checkpoint.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The header of a safetensors file as JSON: checks its syntax, its keys and the form of its
/// values. [SafetensorsHeaderReader] checks whether the numbers fit together.
final class HeaderJson {
    /// The most dimensions of a tensor; NumPy and PyTorch stop at 64.
    private static final int MAX_RANK = 1_024;

    /// The most levels of nesting, those that the reference implementation's parser allows.
    private static final int MAX_NESTING = 128;

    private static final String DAMAGED = "The file is damaged; download or save it again";

    /// The most characters of a name or of one value of the metadata. Training tools write some
    /// megabytes of tags there; more is kept out of memory.
    static final int LONGEST_TEXT = 16_000_000;

    /// The parser does not intern names, as there may be very many of them.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNameLength(LONGEST_TEXT)
                                    .maxStringLength(LONGEST_TEXT)
                                    .maxNestingDepth(MAX_NESTING)
                                    .build())
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                    .build();

    private final Path path;
    private final JsonParser json;
    private final List<Declared> tensors = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /// A tensor as the header declares it.
    ///
    /// @param bits bits of all its elements, unsigned
    /// @param begin where its data begin, from the end of the header
    /// @param end the byte after them
    record Declared(String name, DType dtype, Shape shape, long bits, long begin, long end) {
        String place() {
            return placeOf(name);
        }
    }

    private HeaderJson(Path path, JsonParser json) {
        this.path = path;
        this.json = json;
    }

    /// @throws Failure where a rule is broken
    /// @throws com.fasterxml.jackson.core.JsonProcessingException where the text is not JSON
    static HeaderJson parse(Path path, Reader text) throws IOException {
        try (JsonParser json = FACTORY.createParser(text)) {
            HeaderJson header = new HeaderJson(path, json);
            header.document();
            return header;
        }
    }

    /// Returns the tensors in the order of the header.
    List<Declared> tensors() {
        return tensors;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    private void document() throws IOException {
        json.nextToken();
        Set<String> names = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = key(names, "header");
            json.nextToken();
            if (name.equals(SafetensorsHeader.METADATA)) {
                readMetadata();
            } else {
                tensor(name);
            }
        }
        if (json.nextToken() != null) {
            throw failure(
                    SafetensorsProblem.HEADER_NOT_JSON,
                    "header",
                    "something follows the closing } of the header");
        }
    }

    private void readMetadata() throws IOException {
        String place = SafetensorsHeader.METADATA;
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            // MLX writes null where it has nothing to say, and the library takes it.
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw failure(
                    SafetensorsProblem.METADATA_NOT_STRINGS,
                    place,
                    "this is not an object of strings");
        }
        Set<String> keys = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = key(keys, place);
            if (json.nextToken() != JsonToken.VALUE_STRING) {
                throw failure(
                        SafetensorsProblem.METADATA_NOT_STRINGS,
                        place,
                        "the value of " + Shown.of(key) + " is not a string");
            }
            metadata.put(key, wellFormed(json.getText(), place));
        }
    }

    private void tensor(String name) throws IOException {
        String place = placeOf(name);
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw failure(
                    SafetensorsProblem.ENTRY_NOT_AN_OBJECT,
                    place,
                    "what describes it is not an object");
        }
        @Nullable DType dtype = null;
        long @Nullable [] sizes = null;
        long @Nullable [] offsets = null;
        Set<String> keys = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = key(keys, place);
            json.nextToken();
            switch (key) {
                case "dtype" -> dtype = dtype(place);
                case "shape" ->
                        sizes = numbers(SafetensorsProblem.SHAPE_NOT_NUMBERS, place, "its shape");
                case "data_offsets" -> offsets = offsets(place);
                // The reference implementation passes over keys that it does not know.
                default -> skip(place);
            }
        }
        if (dtype == null || sizes == null || offsets == null) {
            throw failure(
                    SafetensorsProblem.ENTRY_INCOMPLETE,
                    place,
                    "its "
                            + (dtype == null ? "dtype" : sizes == null ? "shape" : "data_offsets")
                            + " is missing");
        }
        long bits = bits(dtype, sizes, place);
        tensors.add(new Declared(name, dtype, Shape.of(sizes), bits, offsets[0], offsets[1]));
        TensorCount.require(path, tensors.size(), false);
    }

    /// Multiplies from left to right and unsigned, as the reference implementation does.
    private long bits(DType dtype, long[] sizes, String place) throws Failure {
        long elements = 1;
        for (long size : sizes) {
            elements = times(elements, size, place);
        }
        return times(elements, dtype.bits(), place);
    }

    private long times(long a, long b, String place) throws Failure {
        if (Math.unsignedMultiplyHigh(a, b) != 0) {
            throw overflow(place, "the product of its sizes");
        }
        return a * b;
    }

    private DType dtype(String place) throws IOException {
        String code =
                json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "not a string";
        return DType.ofCode(code)
                .orElseThrow(
                        () ->
                                Failure.of(
                                                SafetensorsProblem.UNKNOWN_DTYPE,
                                                path,
                                                "its dtype " + Shown.of(code) + " is not known",
                                                "A newer program may have written the file; this"
                                                        + " one cannot read it")
                                        .at(place));
    }

    private long[] offsets(String place) throws IOException {
        long[] pair = numbers(SafetensorsProblem.OFFSETS_NOT_NUMBERS, place, "data_offsets");
        if (pair.length != 2) {
            throw failure(
                    SafetensorsProblem.OFFSETS_NOT_NUMBERS,
                    place,
                    "its data_offsets are not a pair");
        }
        if (pair[1] < pair[0]) {
            throw failure(
                    SafetensorsProblem.OFFSETS_REVERSED,
                    place,
                    "its data end (" + pair[1] + ") before they begin (" + pair[0] + ")");
        }
        return pair;
    }

    private long[] numbers(SafetensorsProblem problem, String place, String what)
            throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw failure(problem, place, what + " is not a list of whole numbers");
        }
        long[] numbers = new long[4];
        int count = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == MAX_RANK) {
                throw failure(
                        SafetensorsProblem.TOO_MANY_DIMENSIONS,
                        place,
                        "it has more than " + MAX_RANK + " dimensions");
            }
            if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || json.getText().startsWith("-")) {
                throw failure(problem, place, what + " holds something else than whole numbers");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = number(place, what);
        }
        return Arrays.copyOf(numbers, count);
    }

    private long number(String place, String what) throws IOException {
        try {
            return Long.parseLong(json.getText());
        } catch (NumberFormatException e) {
            throw overflow(place, "a number in " + what);
        }
    }

    /// Skips a value, in which no key may stand twice either.
    private void skip(String place) throws IOException {
        List<Set<String>> open = new ArrayList<>();
        for (JsonToken token = json.currentToken(); ; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                open.add(new HashSet<>());
            } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                open.removeLast();
            } else if (token == JsonToken.FIELD_NAME) {
                key(open.getLast(), place);
            }
            if (open.isEmpty()) {
                return;
            }
        }
    }

    private String key(Set<String> seen, String place) throws IOException {
        String key = wellFormed(json.currentName(), place);
        if (!seen.add(key)) {
            throw failure(
                    SafetensorsProblem.DUPLICATE_KEY,
                    place,
                    "the key " + Shown.of(key) + " stands twice");
        }
        return key;
    }

    /// Refuses half of a surrogate pair, which escapes can write: it is no text and could not be
    /// saved again.
    private String wellFormed(String text, String place) throws Failure {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw failure(
                        SafetensorsProblem.HEADER_NOT_UTF8,
                        place,
                        "a string holds half of a surrogate pair");
            }
        }
        return text;
    }

    private Failure failure(SafetensorsProblem problem, String place, String what) {
        return Failure.of(problem, path, what, DAMAGED).at(place);
    }

    private Failure overflow(String place, String what) {
        return Failure.of(SafetensorsProblem.OVERFLOW, path, what + " exceeds 64 bits", DAMAGED)
                .at(place);
    }

    private static String placeOf(String name) {
        return "tensor " + Shown.of(name);
    }
}
