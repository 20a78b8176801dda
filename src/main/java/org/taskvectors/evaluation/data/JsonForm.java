package org.taskvectors.evaluation.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where in a JSON file the rows are.
///
/// @param kind of the form
/// @param member the one that holds the rows where `kind` is [Kind#MEMBER]; else empty
record JsonForm(Kind kind, String member) {
    /// What files call the array of their rows.
    private static final Set<String> CONTAINERS =
            Set.of("data", "rows", "examples", "instances", "items", "records");

    enum Kind {
        /// Objects one after the other.
        LINES,
        /// One array of objects.
        ARRAY,
        /// An object whose members are the rows: `{"17": {"text_a": …}, …}`.
        KEYED,
        /// An object whose members are the columns, each an array of cells.
        COLUMNS,
        /// An object of which one member is an array of objects: `{"data": […]}`.
        MEMBER,
        /// None of them.
        OTHER
    }

    /// What the members of the only object are.
    private static final class Members {
        private int all;
        private int objects;
        private int arrays;
        private @Nullable String container;

        JsonForm form() {
            if (all > 0 && objects == all) {
                return new JsonForm(Kind.KEYED, "");
            }
            if (container != null) {
                return new JsonForm(Kind.MEMBER, container);
            }
            return new JsonForm(all > 0 && arrays == all ? Kind.COLUMNS : Kind.LINES, "");
        }
    }

    /// Reads the tokens of the first value, and of what follows whether there is any.
    ///
    /// @throws IOException as Jackson does where the file is no JSON
    static JsonForm of(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == JsonToken.START_ARRAY) {
            return new JsonForm(Kind.ARRAY, "");
        }
        if (first != JsonToken.START_OBJECT) {
            return new JsonForm(Kind.OTHER, "");
        }
        Members members = new Members();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            member(json, json.currentName(), members);
        }
        return json.nextToken() == null ? members.form() : new JsonForm(Kind.LINES, "");
    }

    private static void member(JsonParser json, String name, Members members) throws IOException {
        members.all++;
        JsonToken value = json.nextToken();
        if (value == JsonToken.START_OBJECT) {
            members.objects++;
            json.skipChildren();
        } else if (value == JsonToken.START_ARRAY) {
            members.arrays++;
            JsonToken element = json.nextToken();
            if (element == JsonToken.START_OBJECT && CONTAINERS.contains(name)) {
                members.container = name;
            }
            while (element != JsonToken.END_ARRAY) {
                json.skipChildren();
                element = json.nextToken();
            }
        }
    }
}
