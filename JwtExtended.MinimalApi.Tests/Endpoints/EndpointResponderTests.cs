using JwtExtended.MinimalApi.Tests.Support;

namespace JwtExtended.MinimalApi.Tests.Endpoints;

/// <summary>What follows from authentication when a response starts.</summary>
public sealed class EndpointResponderTests
{
    [TestCase("text/event-stream", true)]
    [TestCase("text/csv", false)]
    public async Task A_response_that_turns_out_to_be_a_stream_of_events_ends_with_its_token(string type, bool ends)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(routes => routes.MapGet("/stream", async context =>
        {
            context.Response.ContentType = type;
            await context.Response.WriteAsync("one", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await release.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("two", context.RequestAborted);
        }).RequireJwt());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stream");
        request.Headers.Authorization = new("Bearer", app.Jwt.CreateAccessToken("alice"));
        using var response = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reading = response.Content.ReadAsStringAsync();

        app.Time.Advance(TimeSpan.FromMinutes(16));
        for (var i = 0; i < (ends ? 50 : 5) && !reading.IsCompleted; i++)
        {
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(100)));
            app.Time.Advance(TimeSpan.FromSeconds(2));
        }

        reading.IsCompleted.Should().Be(ends);
        release.SetResult();
        if (ends)
            await FluentActions.Awaiting(() => reading).Should().ThrowAsync<HttpRequestException>();
        else
            (await reading).Should().Be("onetwo");
    }
}
