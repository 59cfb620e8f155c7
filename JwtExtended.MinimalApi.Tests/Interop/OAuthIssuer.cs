using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Interop;

/// <summary>An issuer with the endpoints of OAuth. An exchanged refresh token is reuse at once: its clients wait for nothing.</summary>
internal static class OAuthIssuer
{
    public const string Caller = "shipping";
    public static readonly string Secret = TestKeys.SecretText('s', 40) + ": 100 %+";

    public static Task<TestApp> StartAsync(string path = "") => IssuerApp.StartAsync(
        [JwtKey.Generate(JwtAlgorithm.ES256)],
        TimeProvider.System.GetUtcNow(),
        path,
        static routes =>
        {
            routes.MapJwtRefresh();
            routes.MapJwtRevocation();
            routes.MapJwtIntrospection();
            routes.MapGet("/me", static (Token token) => token.Identity).RequireJwt();
        },
        static cfg =>
        {
            cfg.Rotation.GraceWindow = cfg.Rotation.LostAnswerWindow = TimeSpan.Zero;
            cfg.Introspection.AddCaller(Caller, Secret);
        });

    public static TokenPair SignIn(this TestApp issuer, string identity = "alice") =>
        issuer.Jwt.CreateTokenPair(identity, new TokenDescriptor { Scopes = ["read", "write"], Role = "EDITOR" });
}
