package dev.cairnfs.namenode.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.namenode.app.settings.NameNodeProperties.ProxyUser;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class CallerResolverTest {
    private final GroupMapping groups =
            new StaticGroups("alice=users,staff;bob=users;root2=supergroup;eve=", user -> Set.of("others"));
    private final CallerResolver resolver = new CallerResolver(
            "hdfs",
            "supergroup",
            groups,
            Map.of(
                    "gateway", new ProxyUser(List.of("127.0.0.1"), List.of("staff")),
                    "remote", new ProxyUser(List.of("10.0.0.1"), List.of("*"))));

    private Caller resolve(String query) throws HdfsException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr("127.0.0.1");
        return resolver.resolve(request, QueryString.parse(query));
    }

    @Test
    void believesTheNameAndFallsBackToDrWho() throws Exception {
        assertThat(resolve("user.name=alice").user()).isEqualTo("alice");
        assertThat(resolve("user.name=alice").groups()).containsExactly("users", "staff");
        assertThat(resolve("USER.NAME=zed").groups()).containsExactly("others");
        assertThat(resolve("user.name=eve").groups()).isEmpty();
        assertThat(resolve("").user()).isEqualTo("dr.who");
    }

    @Test
    void theProcessUserAndTheSupergroupAreSuperusers() throws Exception {
        assertThat(resolve("user.name=hdfs").superuser()).isTrue();
        assertThat(resolve("user.name=root2").superuser()).isTrue();
        assertThat(resolve("user.name=alice").superuser()).isFalse();
    }

    @Test
    void refusesNamesThatAreNone() {
        for (String bad : new String[] {"1a", "a/b", "a%0Ab", "a%20b", "%27", "-x"}) {
            assertThatThrownBy(() -> resolve("user.name=" + bad))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ILLEGAL_ARGUMENT));
        }
    }

    @Test
    void doAsNeedsARule() throws Exception {
        assertThat(resolve("user.name=gateway&doas=alice").user()).isEqualTo("alice");
        assertThat(resolve("user.name=alice&doas=alice").user()).isEqualTo("alice");
        for (String bad : new String[] {
            "user.name=gateway&doas=bob", // not in the rule's groups
            "user.name=remote&doas=bob", // not from the rule's hosts
            "user.name=hdfs&doas=bob", // a superuser is no proxy user
            "doas=hdfs"
        }) {
            assertThatThrownBy(() -> resolve(bad))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHORIZATION));
        }
    }

    @Test
    void readsTheCallId() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader(CallerResolver.CALL_HEADER, "000102030405060708090a0b0c0d0e0f:42");
        var id = Objects.requireNonNull(
                resolver.resolve(request, QueryString.parse("")).callId());
        assertThat(id.getCallId()).isEqualTo(42);
        assertThat(id.getClientId().size()).isEqualTo(16);
        for (String bad : new String[] {"x", "00:1", "000102030405060708090a0b0c0d0e0f:99999999999", ""}) {
            MockHttpServletRequest wrong = new MockHttpServletRequest();
            wrong.addHeader(CallerResolver.CALL_HEADER, bad);
            assertThatThrownBy(() -> resolver.resolve(wrong, QueryString.parse("")))
                    .as(bad)
                    .isInstanceOf(HdfsException.class);
        }
    }

    @Test
    void refusesAGroupSettingOfAnotherForm() {
        assertThatThrownBy(() -> new StaticGroups("alice", user -> Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asksTheOperatingSystemOncePerPeriod() {
        long[] now = {0};
        SystemGroups system = new SystemGroups(java.time.Duration.ofSeconds(10), () -> now[0]);
        Set<String> first = system.groupsOf(System.getProperty("user.name"));
        assertThat(first).isNotEmpty();
        assertThat(system.groupsOf(System.getProperty("user.name"))).isSameAs(first);
        now[0] = 11_000_000_000L;
        assertThat(system.groupsOf(System.getProperty("user.name")))
                .isNotSameAs(first)
                .isEqualTo(first);
        assertThat(system.groupsOf("no-such-user-here")).isEmpty();
    }
}
