using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Tokens;

/// <summary>A Token parameter protects also where its type is an argument of something generic.</summary>
public sealed class GenericHandlerTests
{
    [TestCase("/class")]
    [TestCase("/method")]
    [TestCase("/instance")]
    [TestCase("/record")]
    [TestCase("/properties")]
    public async Task A_type_parameter_that_stands_for_Token_requires_one(string path)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/class", Static<Token>.Handle);
            routes.MapGet("/method", Handle<Token>);
            routes.MapGet("/instance", new Instance<Token>().Handle);
            routes.MapGet("/record", ([AsParameters] Box<Token> box) => Handle(box.Value));
            routes.MapGet("/properties", ([AsParameters] Properties<Token> box) => Handle(box.Value));
        });

        (await app.GetAsync(path)).Should().BeRefused(JwtErrorCode.TokenMissing);
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    [TestCase("/optional")]
    [TestCase("/annotated")]
    public async Task A_question_mark_makes_it_optional_there_too(string path)
    {
        await using var app = await TestApp.StartAsync(routes =>
        {
            routes.MapGet("/optional", Static<string>.Greet);
            routes.MapGet("/annotated", Static<Token>.Annotated);
        });

        (await app.GetAsync(path)).Should().BeOk("stranger");
        (await app.GetAsync(path, app.Jwt.CreateAccessToken("alice"))).Should().BeOk("alice");
    }

    private static string Handle<T>(T token) => ((object?)token as Token)?.Identity ?? "nobody";

    private static class Static<T>
    {
        public static string Handle(T token) => GenericHandlerTests.Handle(token);

        public static string Greet(Token? token) => token?.Identity ?? "stranger";

        public static string Annotated(T? token) => (token as Token)?.Identity ?? "stranger";
    }

    private sealed class Instance<T>
    {
        private readonly string _suffix = "";

        public string Handle(T token) => GenericHandlerTests.Handle(token) + _suffix;
    }

    private sealed record Box<T>(T Value);

    private sealed class Properties<T>
    {
        public T Value { get; set; } = default!;
    }
}
