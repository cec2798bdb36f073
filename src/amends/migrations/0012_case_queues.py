from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('amends', '0011_addresses'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='case',
            name='case_queue_mine',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_list',
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into', None), ('state', 'open')), fields=['assignee', 'shop', 'queue_key', 'id'], name='case_queue_mine'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into', None), ('state', 'snoozed')), fields=['shop', 'queue_key', 'id'], name='case_queue_snoozed'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into', None), ('state__in', ('waiting_buyer', 'waiting_other'))), fields=['shop', 'queue_key', 'id'], name='case_queue_waiting'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed'))), fields=['shop', 'queue_key', 'id'], name='case_queue_done'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('shop'), models.F('issue_types__0'), models.F('queue_key'), models.F('id'), condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed')), ('issue_types__0__isnull', False)), name='case_queue_done_type_1'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('shop'), models.F('issue_types__1'), models.F('queue_key'), models.F('id'), condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed')), ('issue_types__1__isnull', False)), name='case_queue_done_type_2'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('shop'), models.F('issue_types__2'), models.F('queue_key'), models.F('id'), condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed')), ('issue_types__2__isnull', False)), name='case_queue_done_type_3'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('shop'), models.F('issue_types__3'), models.F('queue_key'), models.F('id'), condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed')), ('issue_types__3__isnull', False)), name='case_queue_done_type_4'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('merged_into', None), ('state__in', ('solved', 'closed')), ('issue_types__4__isnull', False)), fields=['shop', 'queue_key', 'id'], name='case_queue_done_types_more'),
        ),
    ]
