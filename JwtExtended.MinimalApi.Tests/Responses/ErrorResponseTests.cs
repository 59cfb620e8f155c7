using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JwtExtended.MinimalApi.Diagnostics;
using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Tests.Support;
using JwtExtended.MinimalApi.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JwtExtended.MinimalApi.Tests.Responses;

public sealed class ErrorResponseTests
{
    private static Task<TestApp> StartAsync(
        Action<JwtOptions>? configure = null, Action<WebApplicationBuilder>? build = null) => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/me", () => "ok").RequireJwt();
            routes.MapGet("/admin", () => "ok").RequireJwt(jwt => jwt.Allow("ADMIN"));
        },
        configure,
        build);

    [Test]
    public async Task The_response_is_problem_details_whatever_is_accepted_and_registered(
        [Values] bool service, [Values("*/*", "text/html", "application/json", null)] string? accept)
    {
        await using var app = await StartAsync(build: builder =>
        {
            if (service)
                builder.Services.AddProblemDetails();
        });
        if (accept is not null)
            app.Client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));

        using var missing = await app.GetAsync("/me");
        using var malformed = await app.GetAsync("/me", "a.b");

        missing.Should().BeRefused(JwtErrorCode.TokenMissing);
        malformed.Should().BeRefused(JwtErrorCode.TokenMalformed);
    }

    [Test]
    public async Task The_applications_own_problem_details_are_used()
    {
        await using var app = await StartAsync(build: builder => builder.Services.AddProblemDetails(
            options => options.CustomizeProblemDetails = context => context.ProblemDetails.Extensions["node"] = "n1"));

        using var response = await app.GetAsync("/me");

        response.Should().BeRefused(JwtErrorCode.TokenMissing);
        (await response.Content.ReadAsStringAsync()).Should().Contain("\"node\":\"n1\"");
    }

    [Test]
    public async Task The_type_is_the_same_through_the_applications_service_and_its_customization_wins([Values] bool customized)
    {
        await using var own = await StartAsync();
        await using var service = await StartAsync(build: builder => builder.Services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = context =>
            {
                if (customized)
                    context.ProblemDetails.Type = "https://errors.example/" + context.ProblemDetails.Extensions["code"];
            }));

        var (written, passed) = (await ProblemOf(own), await ProblemOf(service));

        passed.GetProperty("type").GetString().Should().Be(
            customized ? "https://errors.example/token_missing" : written.GetProperty("type").GetString());
        passed.GetProperty("title").GetString().Should().Be(written.GetProperty("title").GetString());

        static async Task<JsonElement> ProblemOf(TestApp app)
        {
            using var response = await app.GetAsync("/me");
            response.Should().BeRefused(JwtErrorCode.TokenMissing);
            return JsonElement.Parse(await response.Content.ReadAsStringAsync());
        }
    }

    [TestCaseSource(nameof(AllCodes))]
    public async Task Every_code_has_the_response_of_the_table(JwtErrorCode code)
    {
        var context = NewContext();
        var responder = new ErrorResponder(new ErrorHandlers(), Bearer, Metrics, NullLogger.Instance);

        await responder.RefuseAsync(context, new Refusal(code, "A reason."), new RefusalContext("GET /x"), null);

        var (status, challenge) = Table[code];
        context.Response.StatusCode.Should().Be(status);
        ErrorTable.Error(code).StatusCode.Should().Be(status);
        context.Response.Headers.WWWAuthenticate.ToString()
            .Should().MatchRegex("^" + challenge.Replace("*", "[^\"]+", StringComparison.Ordinal) + "$");
        context.Response.Headers.RetryAfter.Count
            .Should().Be(code is JwtErrorCode.StoreUnavailable or JwtErrorCode.SigningUnavailable ? 1 : 0);
        using var body = JsonDocument.Parse(BodyOf(context));
        body.RootElement.GetProperty("code").GetString().Should().Be(JsonSerializer.Serialize(code).Trim('"'));
        body.RootElement.GetProperty("title").GetString().Should().NotBeEmpty();
        body.RootElement.GetProperty("type").GetString().Should().EndWith("/docs/errors.md#" + ErrorTable.Entry(code).Name);
        body.RootElement.GetProperty("detail").GetString().Should().Be(ErrorTable.Error(code).Message).And.NotContain("A reason");
    }

    [TestCaseSource(nameof(AllCodes))]
    public async Task Legacy_responses_have_the_originals_body_and_status(JwtErrorCode code)
    {
        var context = NewContext();
        var responder = new ErrorResponder(new ErrorHandlers { Legacy = true }, Bearer, Metrics, NullLogger.Instance);

        await responder.RefuseAsync(context, new Refusal(code, "A reason."), new RefusalContext("GET /x"), null);

        context.Response.StatusCode.Should().Be(code switch
        {
            JwtErrorCode.HeaderMalformed or JwtErrorCode.RequestAmbiguous or JwtErrorCode.RequestInvalid => 422,
            JwtErrorCode.TokenMalformed or JwtErrorCode.TokenInvalid or JwtErrorCode.TokenType => 422,
            JwtErrorCode.AccessDenied => 403,
            JwtErrorCode.StoreUnavailable or JwtErrorCode.SigningUnavailable => 503,
            _ => 401,
        });
        var message = ErrorTable.Error(code).Message
            .Replace("'", "\\u0027", StringComparison.Ordinal)
            .Replace("<", "\\u003C", StringComparison.Ordinal)
            .Replace(">", "\\u003E", StringComparison.Ordinal);
        BodyOf(context).Should().Be($$"""{"msg":"{{message}}"}""");
        var challenge = context.Response.Headers.WWWAuthenticate.ToString();
        if (code is JwtErrorCode.StoreUnavailable or JwtErrorCode.SigningUnavailable)
            challenge.Should().BeEmpty();
        else
            challenge.Should().StartWith("Bearer realm=\"TestApp\"");
    }

    [TestCaseSource(nameof(AllCodes))]
    public async Task Every_code_is_logged_as_its_own_event_with_the_reason(JwtErrorCode code)
    {
        var logger = new Microsoft.Extensions.Logging.Testing.FakeLogger();
        var responder = new ErrorResponder(new ErrorHandlers(), Bearer, Metrics, logger);

        var (refusal, suspicious) = (new Refusal(code, "A reason."), new Refusal(code, "A reason.", suspicious: true));
        await responder.RefuseAsync(NewContext(), refusal.WithClientValue("foreign\r\ntext"), new RefusalContext("GET /x"), null);
        await responder.RefuseAsync(NewContext(), suspicious, new RefusalContext("GET /x"), null);

        var records = logger.Collector.GetSnapshot();
        var level = code == JwtErrorCode.TokenMissing ? LogLevel.Debug : LogLevel.Information;
        records.Select(record => record.Level).Should().Equal(level, LogLevel.Warning);
        records[0].Id.Should().Be(new EventId(100 + (int)code));
        records[0].Id.Name.Should().Be($"Refused{code}");
        records[0].Message.Should().Be("Refused a request to 'GET /x': A reason. foreign??text");
        records[0].GetStructuredStateValue("Code").Should().Be(ErrorTable.Entry(code).Name);
        records[0].GetStructuredStateValue("Endpoint").Should().Be("GET /x");
        records[0].GetStructuredStateValue("Reason").Should().Be("A reason.");
        records[0].GetStructuredStateValue("ClientValue").Should().Be("foreign??text");
        records[1].GetStructuredStateValue("ClientValue").Should().BeNull();
    }

    [Test]
    public async Task UseLegacyErrors_is_used_for_requests_and_for_reading()
    {
        await using var app = await StartAsync(cfg => cfg.UseLegacyErrors());

        using var missing = await app.GetAsync("/me");
        using var malformed = await app.GetAsync("/me", "a.b");

        (await missing.Content.ReadAsStringAsync()).Should().Be("""{"msg":"A token is required."}""");
        ((int)missing.StatusCode).Should().Be(401);
        ((int)malformed.StatusCode).Should().Be(422);
        (await app.Jwt.ReadAsync("a.b")).Error!.StatusCode.Should().Be(422);
    }

    [Test]
    public async Task Handlers_respond_for_one_code_and_for_all_others()
    {
        await using var app = await StartAsync(cfg =>
        {
            cfg.OnError(JwtErrorCode.AccessDenied, async context =>
            {
                await Task.Yield();
                return Results.Text($"{context.Error.Code} for {context.Token!.Identity} at {context.HttpContext.Request.Path}");
            });
            cfg.OnError(JwtErrorCode.TokenExpired, _ => Results.Text("too late", statusCode: 418));
            cfg.OnError(context => Results.Json(new { context.Error.Message, context.Error.StatusCode }));
        });
        var token = app.Jwt.CreateAccessToken("alice");

        using var denied = await app.GetAsync("/admin", token);
        using var missing = await app.GetAsync("/me");
        app.Time.Advance(TimeSpan.FromDays(1));
        using var expired = await app.GetAsync("/me", token);

        (await denied.Content.ReadAsStringAsync()).Should().Be("AccessDenied for alice at /admin");
        ((int)denied.StatusCode).Should().Be(403);
        denied.Headers.WwwAuthenticate.Should().ContainSingle();
        (await missing.Content.ReadAsStringAsync()).Should().Be("""{"message":"A token is required.","statusCode":401}""");
        ((int)missing.StatusCode).Should().Be(401);
        ((int)expired.StatusCode).Should().Be(418);
    }

    [Test]
    public async Task A_handler_without_a_result_leaves_the_response_to_the_default()
    {
        await using var app = await StartAsync(cfg => cfg.OnError(_ => null!));

        using var missing = await app.GetAsync("/me");

        missing.Should().BeRefused(JwtErrorCode.TokenMissing);
    }

    [Test]
    public async Task Text_from_a_client_is_logged_sanitized_and_a_credential_is_not_logged()
    {
        await using var app = await StartAsync();
        var good = app.Jwt.CreateAccessToken("alice");
        var alg = "x\\n\\u2028" + new string('y', 200);

        using var foreign = await app.GetAsync("/me", TokenForge.Sign($$"""{"alg":"{{alg}}","typ":"at+jwt"}""", TokenForge.Payload()));
        using var broken = await app.GetAsync("/me", good + "A");
        using var accepted = await app.GetAsync("/me", good);

        var ours = app.Logs.GetSnapshot().Where(record => record.Category == Log.Category).ToList();
        var warning = ours.Single(record => record.Id.Name == "RefusedTokenInvalid" && record.Level == LogLevel.Warning);
        warning.Message.Should().EndWith("x??" + new string('y', 61));
        app.Logs.GetSnapshot().Should().NotContain(
            record => record.Message.Contains(good.Split('.')[2]) || record.Message.Contains(good.Split('.')[1]));
    }

    [Test]
    public async Task Refusals_are_counted_by_code()
    {
        await using var app = await StartAsync();
        var meters = app.App.Services.GetRequiredService<IMeterFactory>();
        using var collector = new MetricCollector<long>(meters, JwtMetrics.MeterName, "jwt_extended.refusals");

        using var missing = await app.GetAsync("/me");
        using var good = await app.GetAsync("/me", app.Jwt.CreateAccessToken("alice"));

        var measurement = collector.GetMeasurementSnapshot().Should().ContainSingle().Subject;
        measurement.Value.Should().Be(1);
        measurement.Tags["error.type"].Should().Be("token_missing");
    }

    private static readonly Dictionary<JwtErrorCode, (int Status, string Challenge)> Table = new()
    {
        [JwtErrorCode.TokenMissing] = (401, "Bearer realm=\"TestApp\""),
        [JwtErrorCode.HeaderMalformed] = (400, "Bearer realm=\"TestApp\", error=\"invalid_request\", error_description=\"*\""),
        [JwtErrorCode.RequestAmbiguous] = (400, "Bearer realm=\"TestApp\", error=\"invalid_request\", error_description=\"*\""),
        [JwtErrorCode.TokenMalformed] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.TokenInvalid] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.TokenType] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.TokenExpired] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.TokenRevoked] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.FreshRequired] =
            (401, "Bearer realm=\"TestApp\", error=\"insufficient_user_authentication\", error_description=\"*\""),
        [JwtErrorCode.AccessDenied] = (403, "Bearer realm=\"TestApp\", error=\"insufficient_scope\", error_description=\"*\""),
        [JwtErrorCode.CsrfMissing] = (403, ""),
        [JwtErrorCode.CsrfMismatch] = (403, ""),
        [JwtErrorCode.RefreshReused] = (401, "Bearer realm=\"TestApp\", error=\"invalid_token\", error_description=\"*\""),
        [JwtErrorCode.StoreUnavailable] = (503, ""),
        [JwtErrorCode.RequestInvalid] = (400, "Bearer realm=\"TestApp\", error=\"invalid_request\", error_description=\"*\""),
        [JwtErrorCode.SigningUnavailable] = (503, ""),
    };

    private static readonly Challenge Bearer = new("Bearer", "TestApp");

    private static readonly JwtMetrics Metrics = new(
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        new TelemetryGuard(NullLogger.Instance));

    private static JwtErrorCode[] AllCodes => Enum.GetValues<JwtErrorCode>();

    private static DefaultHttpContext NewContext() => new()
    {
        RequestServices = new ServiceCollection().BuildServiceProvider(),
        Response = { Body = new MemoryStream() },
    };

    private static string BodyOf(HttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
