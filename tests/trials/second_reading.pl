#!/usr/bin/perl
# A second reading of mails, by Email::MIME (and Email::Outlook::Message for .msg): one JSON line for each file.
# What is text of the letter and what is an attachment follows the same rule as the program; the parsing does not.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Email::Address::XS;
use Email::MIME;
use Encode qw(decode FB_DEFAULT);
use JSON::PP;

binmode STDOUT, ':raw';
my $json = JSON::PP->new->utf8->canonical;

sub words {
    my ($part) = @_;
    my $text = eval { $part->body_str };
    return $text if defined $text;
    my $raw = $part->body;
    $text = eval { decode('UTF-8', $raw, Encode::FB_CROAK) };
    return defined $text ? $text : decode('cp1252', $raw);
}

sub field {
    my ($mail, $name) = @_;
    my $raw = $mail->header_raw($name) // '';
    return $mail->header_str($name) // '' unless $raw =~ /[\x80-\xff]/;
    my $text = eval { decode('UTF-8', $raw, Encode::FB_CROAK) };
    return defined $text ? $text : decode('cp1252', $raw);
}

sub kind { my ($part) = @_; my $kind = lc($part->content_type // 'text/plain'); $kind =~ s/[;\s].*//s; return $kind || 'text/plain'; }

sub name { my ($part) = @_; my $name = eval { $part->filename } // ''; $name = eval { Encode::decode('MIME-Header', $name) } // $name; return $name; }

sub is_letter {
    my ($part) = @_;
    return 0 if lc($part->header('Content-Disposition') // '') =~ /^\s*attachment/;
    return 0 if name($part) ne '';
    return kind($part) =~ m{^text/(plain|html|enriched)$} || kind($part) !~ m{/};
}

sub shown {
    my ($part) = @_;
    my @inside = grep { $_ != $part } $part->subparts;
    return is_letter($part) ? ($part) : () unless @inside && kind($part) =~ m{^multipart/};
    return map { shown($_) } @inside unless kind($part) eq 'multipart/alternative';
    my @ways = grep { @$_ } map { [shown($_)] } @inside;
    for my $way (@ways) { return @$way unless grep { kind($_) eq 'text/html' } @$way; }
    return @ways ? @{ $ways[0] } : ();
}

sub leaves {
    my ($part) = @_;
    # A message within the message, then what it carries besides its own letter.
    return ($part, grep { !is_letter($_) } leaves(Email::MIME->new($part->body))) if kind($part) eq 'message/rfc822';
    my @inside = grep { $_ != $part } $part->subparts;
    return ($part) unless @inside && kind($part) =~ m{^multipart/};
    return map { leaves($_) } @inside;
}

for my $path (@ARGV) {
    my %told = (file => $path);
    eval {
        my $mail;
        if ($path =~ /\.msg$/) {
            require Email::Outlook::Message;
            local $SIG{__WARN__} = sub { };
            $mail = Email::Outlook::Message->new($path)->to_email_mime;
        }
        else {
            open my $in, '<:raw', $path or die;
            local $/;
            my $content = <$in>;
            $content =~ s/\A(?:\xef\xbb\xbf)?>?From [^\n]*\n//;
            $mail = Email::MIME->new($content);
        }
        my $from = $mail->header_raw('From') // $mail->header_raw('Sender') // '';
        utf8::decode($from);
        my ($who) = Email::Address::XS->parse($from);
        my $phrase = $who ? $who->phrase // $who->comment // '' : '';
        $told{sender} = $who ? $who->address // '' : '';
        $told{sender_name} = Encode::decode('MIME-Header', $phrase);
        $told{subject} = field($mail, 'Subject');
        $told{date} = $mail->header_raw('Date') // '';
        my @shown = shown($mail);
        $told{text} = join "\n\n", map { words($_) } @shown;
        $told{html} = (grep { kind($_) eq 'text/html' } @shown) ? JSON::PP::true : JSON::PP::false;
        my %letter = map { $_ => 1 } grep { is_letter($_) } leaves($mail);
        $told{parts} = [map { { name => name($_), kind => kind($_), size => length($_->body), sha256 => sha256_hex($_->body) } } grep { !$letter{$_} } leaves($mail)];
    };
    $told{error} = "$@" if $@;
    print $json->encode(\%told), "\n";
}
