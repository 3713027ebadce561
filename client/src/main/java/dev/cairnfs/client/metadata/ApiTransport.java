package dev.cairnfs.client.metadata;

import dev.cairnfs.shared.error.HdfsException;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON calls to {@code /api/v1} over pooled keep-alive connections.
 *
 * <p>Every call that changes something carries {@code X-Cairn-Call: <client id>:<call id>}, the same one in all its
 * repetitions, so that the NameNode's retry cache answers a repeated call instead of doing it again. When it is repeated is
 * decided by {@link CallAttempts}. Thread-safe.
 */
public final class ApiTransport implements Closeable {
    /** Names the call for the server's retry cache. */
    public static final String CALL_HEADER = "X-Cairn-Call";

    private static final int MAX_ANSWER_BYTES = 256 << 20;

    private final HttpHost host;
    private final TransportSettings settings;
    private final WaitingClock clock;
    private final PoolingHttpClientConnectionManager connections;
    private final RequestConfig requestConfig;
    private final CloseableHttpClient http;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ObjectReader treeReader = json.reader();
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();
    private final String clientId;
    private final AtomicInteger nextCallId = new AtomicInteger();

    /** Prepares for the NameNode at the URL's scheme, host and port; a path in it is ignored. */
    public ApiTransport(URI server, TransportSettings settings) {
        this(server, settings, WaitingClock.REAL);
    }

    ApiTransport(URI server, TransportSettings settings, WaitingClock clock) {
        if (server.getHost() == null) {
            throw new IllegalArgumentException("not an http URL with a host: " + server);
        }
        this.host = new HttpHost(server.getScheme(), server.getHost(), server.getPort());
        this.settings = settings;
        this.clock = clock;
        this.connections = newConnections(settings);
        this.requestConfig = newRequestConfig(settings);
        // Without redirects, cookies and credentials, which cost time in every call. Repeating is this class's own
        // business, because only it knows the call id.
        this.http = HttpClients.createMinimal(connections);
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        this.clientId = HexFormat.of().formatHex(id);
    }

    private static PoolingHttpClientConnectionManager newConnections(TransportSettings settings) {
        ConnectionConfig connection = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                .setSocketTimeout(Timeout.of(settings.responseTimeout()))
                .setValidateAfterInactivity(TimeValue.ofSeconds(5))
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(settings.maxConnections())
                .setMaxConnPerRoute(settings.maxConnections())
                .setDefaultConnectionConfig(connection)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setTcpNoDelay(true).build())
                .setTlsSocketStrategy((socket, target, port, attachment, context) ->
                        Tls.STANDARD.upgrade(socket, target, port, attachment, context))
                .build();
    }

    private static RequestConfig newRequestConfig(TransportSettings settings) {
        Timeout response = Timeout.of(settings.responseTimeout());
        return RequestConfig.custom()
                .setConnectionRequestTimeout(response)
                .setResponseTimeout(response)
                .build();
    }

    /** Loading the trusted certificates takes long; who only speaks plain HTTP never does it. */
    private static final class Tls {
        static final TlsSocketStrategy STANDARD = DefaultClientTlsStrategy.createDefault();
    }

    /** A call that only reads; repeated freely. */
    public <T> T get(String target, Class<T> answer) throws IOException {
        return exchange("GET", target, null, null, answer);
    }

    /** A call that changes something, with a record as its body. */
    public <T> T post(String target, Object body, Class<T> answer) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        return exchange("POST", target, new ByteArrayEntity(bytes, ContentType.APPLICATION_JSON), newCallId(), answer);
    }

    /** A call whose body is binary. */
    public <T> T postBytes(String target, byte[] body, int length, Class<T> answer) throws IOException {
        HttpEntity entity = new ByteArrayEntity(body, 0, length, ContentType.APPLICATION_OCTET_STREAM);
        return exchange("POST", target, entity, newCallId(), answer);
    }

    private String newCallId() {
        return clientId + ":" + nextCallId.getAndIncrement();
    }

    private <T> T exchange(
            String method, String target, @Nullable HttpEntity body, @Nullable String callId, Class<T> answer)
            throws IOException {
        CallAttempts attempts = new CallAttempts(
                method + " " + path(target) + " on " + host.toHostString(),
                callId != null,
                settings,
                ThreadLocalRandom.current()::nextDouble,
                clock.nanos());
        while (true) {
            long pauseMillis;
            try {
                return http.execute(host, request(method, target, body, callId), context(), r -> read(r, answer));
            } catch (HdfsException refusal) {
                pauseMillis = attempts.refused(refusal, clock.nanos());
            } catch (ConnectException
                    | ConnectTimeoutException
                    | UnknownHostException
                    | NoRouteToHostException unreached) {
                pauseMillis = attempts.unreached(unreached, clock.nanos());
            } catch (ConnectionRequestTimeoutException busy) {
                throw busy;
            } catch (IOException broken) {
                pauseMillis = attempts.unanswered(broken, clock.nanos());
                // The other connections to a NameNode that has ended are as dead: each would cost an attempt.
                connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
            }
            clock.pause(pauseMillis);
        }
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private ClassicHttpRequest request(
            String method, String target, @Nullable HttpEntity body, @Nullable String callId) {
        ClassicHttpRequest request = new BasicClassicHttpRequest(method, host, target);
        if (callId != null) {
            request.setHeader(CALL_HEADER, callId);
        }
        if (body != null) {
            request.setEntity(body);
        }
        return request;
    }

    private HttpClientContext context() {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(requestConfig);
        return context;
    }

    private <T> T read(ClassicHttpResponse response, Class<T> answer) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity, MAX_ANSWER_BYTES);
        int status = response.getCode();
        if (status < 200 || status >= 300) {
            throw RemoteErrors.of(status, body == null ? new byte[0] : body, treeReader);
        }
        try {
            return readers.computeIfAbsent(answer, json::readerFor).readValue(body);
        } catch (JacksonException malformed) {
            throw new IOException("the server's answer is no " + answer.getSimpleName(), malformed);
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}
