package dev.cairnfs.namenode.app.http;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.app.settings.NameNodeProperties.ProxyUser;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, by simple authentication: the query parameter {@code user.name} is believed. {@code doas} names the user
 * for whom a proxy user acts, where the proxy-user rules allow it.
 */
public final class CallerResolver {
    /** Names a call for the retry cache: 32 hex digits of the client id, a colon, the call's number. */
    public static final String CALL_HEADER = "X-Cairn-Call";

    private static final String ANONYMOUS = "dr.who";
    /** HDFS's dfs.webhdfs.user.provider.user.pattern. */
    private static final String USER_DOMAIN = "^[A-Za-z_][A-Za-z0-9._-]*[$]?$";

    private static final Pattern USER = Pattern.compile(USER_DOMAIN);
    private static final Pattern CALL = Pattern.compile("([0-9a-fA-F]{32}):(-?[0-9]{1,10})");
    private static final int USER_LENGTH_MAX = 255;
    private static final int CHECKED_USERS_MAX = 10_000;

    private final String superuser;
    private final String supergroup;
    private final GroupMapping groups;
    private final Map<String, ProxyUser> proxyUsers;
    private final Set<String> checkedUsers = ConcurrentHashMap.newKeySet();

    /**
     * Takes the rules.
     *
     * @param superuser the user that runs this process
     */
    public CallerResolver(String superuser, String supergroup, GroupMapping groups, Map<String, ProxyUser> proxyUsers) {
        this.superuser = superuser;
        this.supergroup = supergroup;
        this.groups = groups;
        this.proxyUsers = proxyUsers;
    }

    /**
     * The caller of a request.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for a name or call id of the wrong form, AUTHORIZATION for a refused
     *     {@code doas}
     */
    public Caller resolve(HttpServletRequest request, QueryString query) throws HdfsException {
        String user = checked(query, "user.name");
        String effective = user == null ? ANONYMOUS : user;
        String doAs = checked(query, "doas");
        String address = request.getRemoteAddr();
        if (doAs != null && !doAs.equals(effective)) {
            checkProxy(effective, doAs, address);
            effective = doAs;
        }
        return caller(effective, address, callId(request.getHeader(CALL_HEADER)));
    }

    /**
     * The caller of that name, as the console has it.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for a name of the wrong form
     */
    public Caller named(String user, String address) throws HdfsException {
        checkName("user.name", user);
        return caller(user, address, null);
    }

    private Caller caller(String user, String address, @Nullable CallId callId) {
        Set<String> userGroups = groups.groupsOf(user);
        boolean isSuperuser = user.equals(superuser) || userGroups.contains(supergroup);
        return new Caller(user, userGroups, isSuperuser, address, callId);
    }

    private @Nullable String checked(QueryString query, String parameter) throws HdfsException {
        String name = query.get(parameter);
        if (name == null || name.isEmpty()) {
            return null;
        }
        if (!checkedUsers.contains(name)) {
            checkName(parameter, name);
            if (checkedUsers.size() < CHECKED_USERS_MAX) {
                checkedUsers.add(name);
            }
        }
        return name;
    }

    private static void checkName(String parameter, String name) throws HdfsException {
        if (name.length() > USER_LENGTH_MAX || !USER.matcher(name).matches()) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Invalid value for webhdfs parameter \"" + parameter
                            + "\": java.lang.IllegalArgumentException: Invalid value: \"" + name
                            + "\" does not belong to the domain " + USER_DOMAIN);
        }
    }

    private void checkProxy(String proxy, String user, String address) throws HdfsException {
        ProxyUser rule = proxyUsers.get(proxy);
        boolean groupAllowed = rule != null
                && (rule.groups().contains("*")
                        || groups.groupsOf(user).stream().anyMatch(rule.groups()::contains));
        if (rule == null || !groupAllowed) {
            throw new HdfsException(
                    ErrorCode.AUTHORIZATION, "User: " + proxy + " is not allowed to impersonate " + user);
        }
        List<String> hosts = rule.hosts();
        boolean local = address.equals("127.0.0.1") || address.equals("0:0:0:0:0:0:0:1");
        if (!hosts.contains("*") && !hosts.contains(address) && !(local && hosts.contains("localhost"))) {
            throw new HdfsException(
                    ErrorCode.AUTHORIZATION,
                    "Unauthorized connection for super-user: " + proxy + " from IP " + address);
        }
    }

    private static @Nullable CallId callId(@Nullable String header) throws HdfsException {
        if (header == null) {
            return null;
        }
        var match = CALL.matcher(header);
        if (match.matches()) {
            long number = Long.parseLong(match.group(2));
            if (number == (int) number) {
                return CallId.newBuilder()
                        .setClientId(ByteString.copyFrom(HexFormat.of().parseHex(match.group(1))))
                        .setCallId((int) number)
                        .build();
            }
        }
        throw new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT,
                "The header " + CALL_HEADER + " must be 32 hex digits, a colon and a 32-bit number");
    }
}
