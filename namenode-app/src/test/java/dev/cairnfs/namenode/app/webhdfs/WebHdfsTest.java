package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The namespace operations of WebHDFS, with HDFS's JSON and errors. */
class WebHdfsTest extends RunningNameNode {
    @Test
    void aDirectoryHasHdfssFields() {
        assertThat(hdfs("PUT", "/fields", "op=MKDIRS&permission=1777").body()).isEqualTo("{\"boolean\":true}");
        JsonNode status = hdfs("GET", "/fields", "op=GETFILESTATUS").json().path("FileStatus");
        assertThat(status.propertyNames())
                .containsExactly(
                        "accessTime",
                        "blockSize",
                        "childrenNum",
                        "fileId",
                        "group",
                        "length",
                        "modificationTime",
                        "owner",
                        "pathSuffix",
                        "permission",
                        "replication",
                        "storagePolicy",
                        "type");
        assertThat(status.path("permission").asString()).isEqualTo("1777");
        assertThat(status.path("owner").asString()).isEqualTo(SUPERUSER);
        assertThat(status.path("group").asString()).isEqualTo("supergroup");
        assertThat(status.path("type").asString()).isEqualTo("DIRECTORY");
        assertThat(status.path("pathSuffix").asString()).isEmpty();
        assertThat(status.path("replication").asInt()).isZero();
    }

    @Test
    void parameterAndOperationNamesHaveAnyCase() {
        assertThat(call("PUT", "/webhdfs/v1/case?OP=mkdirs&User.Name=" + SUPERUSER + "&PERMISSION=700")
                        .status())
                .isEqualTo(200);
        assertThat(hdfs("GET", "/case", "op=GETFILESTATUS")
                        .json()
                        .at("/FileStatus/permission")
                        .asString())
                .isEqualTo("700");
    }

    @Test
    void listsPageByPageAndInOne() {
        hdfs("PUT", "/list", "op=MKDIRS");
        for (int i = 0; i < 5; i++) {
            hdfs("PUT", "/list/n" + i, "op=MKDIRS");
        }
        assertThat(names(hdfs("GET", "/list", "op=LISTSTATUS").json().at("/FileStatuses/FileStatus")))
                .containsExactly("n0", "n1", "n2", "n3", "n4");
        JsonNode page =
                hdfs("GET", "/list", "op=LISTSTATUS_BATCH&startAfter=n2").json().path("DirectoryListing");
        assertThat(names(page.at("/partialListing/FileStatuses/FileStatus"))).containsExactly("n3", "n4");
        assertThat(page.path("remainingEntries").asInt(-1)).isZero();
        assertThat(hdfs("GET", "/", "op=LISTSTATUS").status()).isEqualTo(200);
        assertThat(get("/webhdfs/v1?op=LISTSTATUS").status()).isEqualTo(200);
    }

    @Test
    void aListingLongerThanAPageIsWhole() {
        List<String> expected = new ArrayList<>();
        hdfs("PUT", "/long", "op=MKDIRS");
        for (int i = 0; i < 2100; i++) {
            String name = String.format("a-name-that-is-long-enough-to-fill-the-buffer-%05d", i);
            expected.add(name);
            assertThat(hdfs("PUT", "/long/" + name, "op=MKDIRS").status()).isEqualTo(200);
        }
        assertThat(names(hdfs("GET", "/long", "op=LISTSTATUS").json().at("/FileStatuses/FileStatus")))
                .isEqualTo(expected);
        assertThat(hdfs("DELETE", "/long", "op=DELETE&recursive=true").body()).isEqualTo("{\"boolean\":true}");
    }

    private static List<String> names(JsonNode entries) {
        List<String> names = new ArrayList<>();
        entries.forEach(entry -> names.add(entry.path("pathSuffix").asString()));
        return names;
    }

    @Test
    void oddNamesAreDecodedOnce() {
        String raw = "/odd/%25%3B%2B%23%3F%22%27%5C%26%3D%20%C3%A9%E6%97%A5%F0%9F%98%80%2525;+,!";
        String name = "%;+#?\"'\\&= é日😀%25;+,!";
        assertThat(hdfs("PUT", raw, "op=MKDIRS").body()).isEqualTo("{\"boolean\":true}");
        assertThat(names(hdfs("GET", "/odd", "op=LISTSTATUS").json().at("/FileStatuses/FileStatus")))
                .containsExactly(name);
        assertThat(hdfs("GET", raw, "op=GETFILESTATUS").status()).isEqualTo(200);
        assertThat(hdfs("PUT", raw, "op=RENAME&destination=%2Fodd%2Fb%2525%2B+c")
                        .body())
                .isEqualTo("{\"boolean\":true}");
        assertThat(names(hdfs("GET", "/odd", "op=LISTSTATUS").json().at("/FileStatuses/FileStatus")))
                .containsExactly("b%25+ c");
        assertThat(hdfs("GET", "/%6Fdd", "op=GETFILESTATUS").status()).isEqualTo(200);
    }

    @Test
    void renamesAsHdfsDoes() {
        hdfs("PUT", "/ren/a", "op=MKDIRS");
        hdfs("PUT", "/ren/b", "op=MKDIRS");
        assertThat(hdfs("PUT", "/ren/a", "op=RENAME&destination=/ren/b").body()).isEqualTo("{\"boolean\":true}");
        assertThat(hdfs("GET", "/ren/b/a", "op=GETFILESTATUS").status()).isEqualTo(200);
        assertThat(hdfs("PUT", "/ren/none", "op=RENAME&destination=/ren/c").body())
                .isEqualTo("{\"boolean\":false}");
        Answer renamed = hdfs("PUT", "/ren/b/a", "op=RENAME&destination=/ren/c&renameoptions=NONE");
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.body()).isEmpty();
        assertThat(hdfs("PUT", "/ren/none", "op=RENAME&destination=/ren/d&renameoptions=OVERWRITE")
                        .error())
                .isEqualTo("404 FileNotFoundException");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME&destination=/ren/c&renameoptions=NONE")
                        .error())
                .isEqualTo("403 FileAlreadyExistsException");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME").message())
                .isEqualTo("Required param destination for op: RENAME is null or empty");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME&destination=").message())
                .isEqualTo("Required param destination for op: RENAME is null or empty");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME&destination=x").message())
                .contains("destination = \"x\" is not an absolute path");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME&destination=/x:y").error()).isEqualTo("400 InvalidPathException");
        assertThat(hdfs("PUT", "/ren/b", "op=RENAME&destination=/x&renameoptions=WRONG")
                        .error())
                .isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void deletesAsHdfsDoes() {
        hdfs("PUT", "/del/x", "op=MKDIRS");
        assertThat(hdfs("DELETE", "/del/none", "op=DELETE").body()).isEqualTo("{\"boolean\":false}");
        assertThat(hdfs("DELETE", "/del", "op=DELETE").error()).isEqualTo("403 PathIsNotEmptyDirectoryException");
        assertThat(hdfs("DELETE", "/del", "op=DELETE&recursive=true").body()).isEqualTo("{\"boolean\":true}");
        assertThat(hdfs("GET", "/del", "op=GETFILESTATUS").error()).isEqualTo("404 FileNotFoundException");
        assertThat(hdfs("GET", "/del", "op=GETFILESTATUS").message()).isEqualTo("File does not exist: /del");
    }

    @Test
    void setsAttributes() {
        hdfs("PUT", "/attr", "op=MKDIRS");
        assertThat(hdfs("PUT", "/attr", "op=SETPERMISSION&permission=1755").body())
                .isEmpty();
        assertThat(hdfs("PUT", "/attr", "op=SETOWNER&owner=alice&group=users").status())
                .isEqualTo(200);
        assertThat(hdfs("PUT", "/attr", "op=SETTIMES&modificationtime=1234567").status())
                .isEqualTo(200);
        JsonNode status = hdfs("GET", "/attr", "op=GETFILESTATUS").json().path("FileStatus");
        assertThat(status.path("permission").asString()).isEqualTo("1755");
        assertThat(status.path("owner").asString()).isEqualTo("alice");
        assertThat(status.path("group").asString()).isEqualTo("users");
        assertThat(status.path("modificationTime").asLong()).isEqualTo(1234567);
        assertThat(hdfs("PUT", "/attr", "op=SETOWNER").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(hdfs("PUT", "/attr", "op=SETREPLICATION&replication=2").body())
                .isEqualTo("{\"boolean\":false}");
        assertThat(hdfs("PUT", "/missing", "op=SETREPLICATION").body()).isEqualTo("{\"boolean\":false}");
        assertThat(hdfs("PUT", "/missing", "op=SETOWNER&owner=alice").error()).isEqualTo("404 FileNotFoundException");
    }

    @Test
    void permissionsHoldForOrdinaryUsers() {
        hdfs("PUT", "/private", "op=MKDIRS&permission=700");
        assertThat(call("GET", "/webhdfs/v1/private?op=LISTSTATUS&user.name=alice")
                        .error())
                .isEqualTo("403 AccessControlException");
        assertThat(call("PUT", "/webhdfs/v1/private/x?op=MKDIRS").error()).isEqualTo("403 AccessControlException");
        assertThat(call("PUT", "/webhdfs/v1/private?op=SETOWNER&owner=bob&user.name=alice")
                        .error())
                .isEqualTo("403 AccessControlException");
        assertThat(hdfs("GET", "/private", "op=CHECKACCESS&fsaction=rwx").body())
                .isEmpty();
        assertThat(call("GET", "/webhdfs/v1/private?op=CHECKACCESS&fsaction=r--&user.name=alice")
                        .error())
                .isEqualTo("403 AccessControlException");
        assertThat(hdfs("GET", "/private", "op=CHECKACCESS").message())
                .isEqualTo("Required param fsaction for op: CHECKACCESS is null or empty");
    }

    @Test
    void onlyProxyUsersActForOthers() {
        hdfs("PUT", "/proxied", "op=MKDIRS&permission=777");
        assertThat(call("PUT", "/webhdfs/v1/proxied/a?op=MKDIRS&user.name=gateway&doas=alice")
                        .status())
                .isEqualTo(200);
        assertThat(hdfs("GET", "/proxied/a", "op=GETFILESTATUS")
                        .json()
                        .at("/FileStatus/owner")
                        .asString())
                .isEqualTo("alice");
        Answer refused = call("GET", "/webhdfs/v1/?op=LISTSTATUS&user.name=bob&doas=alice");
        assertThat(refused.error()).isEqualTo("403 AuthorizationException");
        assertThat(refused.message()).isEqualTo("User: bob is not allowed to impersonate alice");
    }

    @Test
    void answersTheSmallQuestions() {
        hdfs("PUT", "/sum/a", "op=MKDIRS");
        JsonNode summary = hdfs("GET", "/sum", "op=GETCONTENTSUMMARY").json().path("ContentSummary");
        assertThat(summary.path("directoryCount").asInt()).isEqualTo(2);
        assertThat(summary.path("ecPolicy").asString("x")).isEmpty();
        assertThat(summary.path("typeQuota").isObject()).isTrue();
        assertThat(summary.path("quota").asLong()).isEqualTo(-1);
        assertThat(call("GET", "/webhdfs/v1/?op=GETHOMEDIRECTORY").body()).isEqualTo("{\"Path\":\"/user/dr.who\"}");
        assertThat(hdfs("GET", "/sum", "op=GETTRASHROOT").body())
                .isEqualTo("{\"Path\":\"/user/" + SUPERUSER + "/.Trash\"}");
        assertThat(hdfs("GET", "/", "op=GETDELEGATIONTOKEN&renewer=x").body()).isEqualTo("{\"Token\":null}");
        assertThat(hdfs("GET", "/", "op=GETECPOLICY").body()).isEqualTo("null");
        assertThat(hdfs("GET", "/", "op=GETSTORAGEPOLICY")
                        .json()
                        .at("/BlockStoragePolicy/id")
                        .asInt())
                .isEqualTo(7);
        JsonNode defaults = hdfs("GET", "/", "op=GETSERVERDEFAULTS").json().path("FsServerDefaults");
        assertThat(defaults.path("blockSize").asLong()).isEqualTo(128L << 20);
        assertThat(defaults.path("checksumType").asInt()).isEqualTo(2);
        assertThat(hdfs("GET", "/", "op=GETACLSTATUS")
                        .json()
                        .at("/AclStatus/entries")
                        .isArray())
                .isTrue();
        assertThat(hdfs("GET", "/", "op=GETSTATUS").json().path("FsStatus").propertyNames())
                .containsExactly("capacity", "remaining", "used");
    }

    @Test
    void aBadRequestGetsHdfssSentence() {
        assertThat(hdfs("GET", "/", "op=FOO").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(hdfs("GET", "/", "op=FOO").message())
                .isEqualTo("Invalid value for webhdfs parameter \"op\": "
                        + "java.lang.IllegalArgumentException: FOO is not a valid GET operation.");
        assertThat(hdfs("PUT", "/", "op=GETFILESTATUS").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(hdfs("POST", "/", "op=DELETE").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(hdfs("GET", "/", "x=y").error()).isEqualTo("400 UnsupportedOperationException");
        assertThat(hdfs("GET", "/", "x=y").message()).isEqualTo("op=NULL is not supported");
        assertThat(hdfs("POST", "/x", "op=UNSETSTORAGEPOLICY").error()).isEqualTo("400 UnsupportedOperationException");
        assertThat(hdfs("POST", "/x", "op=CONCAT").message())
                .isEqualTo("Required param sources for op: CONCAT is null or empty");
        assertThat(hdfs("POST", "/x", "op=TRUNCATE").message())
                .isEqualTo("Required param newlength for op: TRUNCATE is null or empty");
        assertThat(hdfs("POST", "/x", "op=TRUNCATE&newlength=-1").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(hdfs("POST", "/x", "op=TRUNCATE&newlength=1").error()).isEqualTo("404 FileNotFoundException");
        assertThat(hdfs("GET", "/", "op=OPEN&offset=x").message())
                .isEqualTo("Invalid value for webhdfs parameter \"offset\": "
                        + "java.lang.IllegalArgumentException: Failed to parse \"x\" as a radix-10 long integer.");
        assertThat(hdfs("GET", "/", "op=OPEN&offset=-1").message())
                .isEqualTo("Invalid value for webhdfs parameter \"offset\": "
                        + "java.lang.IllegalArgumentException: Invalid parameter range: offset = -1 < 0");
        for (String bad : List.of(
                "op=GETFILESTATUS&length=9999999999999999999",
                "op=LISTSTATUS&recursive=maybe",
                "op=GETFILESTATUS&permission=999",
                "op=GETFILESTATUS&permission=17777",
                "op=GETFILESTATUS&replication=0",
                "op=GETFILESTATUS&blocksize=0",
                "op=CHECKACCESS&fsaction=abc",
                "op=GETFILESTATUS&user.name=a%2Fb")) {
            assertThat(get("/webhdfs/v1/?" + bad).error()).as(bad).isEqualTo("400 IllegalArgumentException");
        }
    }

    @Test
    void badPathsAreRefusedAtTheDoor() {
        for (String bad : List.of("/a:b", "/a//b", "/a/../b", "/a/%2E%2E/b", "/..", "/a%2F%2Fb")) {
            assertThat(hdfs("GET", bad, "op=GETFILESTATUS").error()).as(bad).isEqualTo("400 InvalidPathException");
        }
        assertThat(hdfs("GET", "/" + "a".repeat(8001), "op=GETFILESTATUS").error())
                .isEqualTo("400 InvalidPathException");
        assertThat(hdfs("GET", "/" + "%E6%97%A5/".repeat(900) + "x", "op=GETFILESTATUS")
                        .error())
                .isEqualTo("404 FileNotFoundException");
        assertThat(hdfs("PUT", "/" + "x".repeat(256), "op=MKDIRS").error())
                .isEqualTo("403 PathComponentTooLongException");
    }

    @Test
    void everyOperationOfHdfsIsKnown() {
        OperationRegistry registry = new OperationRegistry("127.0.0.1:8020", 1);
        assertThat(count(registry, Verb.GET)).isEqualTo(30);
        assertThat(count(registry, Verb.PUT)).isEqualTo(28);
        assertThat(count(registry, Verb.POST)).isEqualTo(5);
        assertThat(count(registry, Verb.DELETE)).isEqualTo(2);
    }

    private static long count(OperationRegistry registry, Verb verb) {
        return registry.all().stream()
                .filter(operation -> operation.verb() == verb)
                .count();
    }

    @Test
    void otherMethodsAreRefused() {
        assertThat(hdfs("PATCH", "/", "op=LISTSTATUS").status()).isEqualTo(405);
        Answer head = hdfs("HEAD", "/", "op=LISTSTATUS");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }
}
