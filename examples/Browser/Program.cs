using Browser;
using JwtExtended.MinimalApi;
using Microsoft.AspNetCore.Http.HttpResults;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Notes>().AddSingleton<Activity>();
var app = builder.Build();

Jwt.Initialize(app, cfg =>
{
    cfg.Locations.Add(TokenLocation.Header);
    cfg.Locations.Add(TokenLocation.Cookie);
});

app.UsePageHeaders().UseFileServer();

// A real application checks the password here.
app.MapPost("/login", async Task<Results<NoContent, BadRequest>> (Login login, HttpContext http, JwtService jwt, Activity activity) =>
{
    if (string.IsNullOrWhiteSpace(login.Username))
        return TypedResults.BadRequest();
    http.Response.SetTokenCookies(await jwt.StartSessionAsync(login.Username, start: SessionStart.From(http)));
    activity.Tell(login.Username, "Signed in on a device");
    return TypedResults.NoContent();
}).RequireSameOrigin();

app.MapJwtRefresh();
app.MapJwtLogout();
app.MapJwtLogoutAll();
app.MapJwtTicket();

var mine = app.MapGroup("").RequireJwt();

mine.MapGet("/me", (Token token) => new { token.Identity });

mine.MapGet("/note", (Token token, Notes notes) => new { text = notes[token.Identity] });

mine.MapPost("/note", (Note note, Token token, Notes notes, Activity activity) =>
{
    notes[token.Identity] = note.Text;
    activity.Tell(token.Identity, "Note saved");
});

mine.MapGet("/devices", async (Token token, JwtService jwt) =>
    (await jwt.GetSessionsAsync(token.Identity)).Select(session =>
        new { session.Id, session.Started, session.UserAgent, current = session.Id == token.SessionId }));

mine.MapDelete("/devices/{id}", async Task<Results<NoContent, NotFound>> (string id, Token token, JwtService jwt, Activity activity) =>
{
    if (!await jwt.EndSessionAsync(token.Identity, id))
        return TypedResults.NotFound();
    activity.Tell(token.Identity, "Signed out a device");
    return TypedResults.NoContent();
});

// An EventSource cannot send a header: it sends a ticket. The feed ends with the session.
app.MapGet("/feed", (HttpContext http, Token token, Activity activity) =>
        TypedResults.ServerSentEvents(activity.FollowAsync(token.Identity, http.GetJwtLifetime())))
    .RequireJwt(jwt => jwt.From(TokenLocation.Ticket));

app.Run();
